import Wire

/// The sources of settings in their order: flags, environment, settings file.
///
/// Every value is text here; numbers and booleans of the file become their text. Reading a setting into its type
/// is `ServerSettings`' work.
package struct SettingLayers: Sendable {
    private let flags: [String: String]
    private let environment: [String: String]
    private let file: [String: String]
    private let filePath: String

    /// - Parameters:
    ///   - flags: Values by setting name (`listen`, `tls.cert`).
    ///   - environment: The process's environment; only `BURSAR_*` is looked at.
    ///   - file: The settings file's bytes; `nil` when there is none.
    ///   - filePath: Its path, for messages.
    /// - Throws: For a file that isn't a JSON object of settings that exist.
    package init(
        flags: [String: String], environment: [String: String], file: [UInt8]?, filePath: String
    ) throws(SettingsFault) {
        self.flags = flags
        self.environment = environment
        self.filePath = filePath
        self.file =
            try file.map { bytes throws(SettingsFault) in
                try Self.flatten(bytes, path: filePath)
            } ?? [:]
    }

    /// The value of a setting and where it was found; `nil` when nobody set it.
    package func text(of name: SettingName) -> (value: String, origin: SettingOrigin)? {
        if let value = flags[name.rawValue] { return (value, .flag(name.flag)) }
        if let value = environment[name.variable], !value.isEmpty {
            return (value, .environment(name.variable))
        }
        return file[name.rawValue].map { ($0, .file(path: filePath, key: name.rawValue)) }
    }

    /// The file's members by dotted name, at most two levels deep.
    private static func flatten(
        _ bytes: [UInt8], path: String
    ) throws(SettingsFault) -> [String: String] {
        let document: JSONDocument
        do { document = try JSONDocument(parsing: bytes) } catch {
            throw SettingsFault("\(path) is not valid JSON: \(error). Mend it or remove it.")
        }
        guard document.root.kind == .object else {
            throw SettingsFault(
                "\(path) must hold one JSON object of settings, such as {\"listen\": \"127.0.0.1:8484\"}."
            )
        }
        var values: [String: String] = [:]
        for (key, value) in document.root.members {
            if value.kind == .object {
                for (inner, innerValue) in value.members {
                    try add(innerValue, named: key + "." + inner, to: &values, path: path)
                }
            } else {
                try add(value, named: key, to: &values, path: path)
            }
        }
        return values
    }

    private static func add(
        _ value: JSONNode, named name: String, to values: inout [String: String], path: String
    ) throws(SettingsFault) {
        guard SettingName(rawValue: name) != nil else {
            throw SettingsFault(
                "“\(name)” in \(path) is not a setting; known are "
                    + SettingName.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        switch value.kind {
        case .string: values[name] = value.string
        case .number: values[name] = value.numberText
        case .bool: values[name] = value.bool == true ? "true" : "false"
        case .null: break
        case .array where SettingName(rawValue: name)?.isList ?? false:
            values[name] = String(decoding: value.bytes, as: UTF8.self)
        case .array, .object:
            throw SettingsFault("“\(name)” in \(path) must be text, a number, true or false.")
        }
    }
}
