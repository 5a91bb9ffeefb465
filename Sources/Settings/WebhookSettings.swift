import Vocabulary
import Wire

/// A server of the operator's that is told of events, as the settings file has it.
package struct WebhookSettings: Hashable, Sendable {
    /// How many there may be.
    static let countMax = 16

    /// Where notices are posted to.
    package let url: String
    /// The file with the key that signs them; `nil` sends them unsigned.
    package let secretFile: String?
    /// The kinds of events it wants, as globs; empty for all.
    package let events: [String]
    /// May it be in a private network, or on this host?
    package let allowPrivate: Bool
    /// May it be plain http?
    package let allowHTTP: Bool

    /// Reads the list of a settings file.
    ///
    /// - Throws: One sentence naming the entry and what would do.
    static func list(_ text: String, from origin: SettingOrigin) throws(SettingsFault) -> [Self] {
        let shape =
            "a list such as [{\"url\": \"https://ops.example/bursar\", \"secret_file\": \"/etc/bursar/webhook.key\"}]"
        guard let document = try? JSONDocument(parsing: Array(text.utf8)),  // told below
            document.root.kind == .array, document.root.count <= countMax
        else { throw SettingsFault("\(origin) must be \(shape) of at most \(countMax).") }
        var list: [Self] = []
        for (index, node) in document.root.elements.enumerated() {
            do { list.append(try Self(node)) } catch {
                throw SettingsFault("Entry \(index + 1) of \(origin) \(error.description)")
            }
        }
        return list
    }

    private init(_ node: JSONNode) throws(SettingsFault) {
        if node.kind == .string {
            url = try Self.url(node.string ?? "", allowHTTP: false)
            (secretFile, events, allowPrivate, allowHTTP) = (nil, [], false, false)
            return
        }
        guard node.kind == .object, let text = node["url"]?.string else {
            throw SettingsFault("must be a URL, or an object with one at “url”.")
        }
        let known = ["url", "secret_file", "events", "allow_private", "allow_http"]
        for (key, _) in node.members where !known.contains(key) {
            throw SettingsFault(
                "has “\(key.prefix(64))”; known are \(known.joined(separator: ", ")).")
        }
        allowHTTP = try Self.flag(node, "allow_http")
        allowPrivate = try Self.flag(node, "allow_private")
        url = try Self.url(text, allowHTTP: allowHTTP)
        if let file = node["secret_file"] {
            guard let path = file.string, path.hasPrefix("/") else {
                throw SettingsFault("must name its secret_file by a path that begins with a slash.")
            }
            secretFile = path
        } else {
            secretFile = nil
        }
        var events: [String] = []
        if let wanted = node["events"] {
            for element in wanted.elements {
                if let event = element.string, Glob(event) != nil { events.append(event) }
            }
            guard wanted.kind == .array, events.count == wanted.count, !events.isEmpty else {
                throw SettingsFault(
                    "must list its events as globs, such as [\"budget.*\", \"key.expiring\"].")
            }
        }
        self.events = events
    }

    private static func flag(_ node: JSONNode, _ key: String) throws(SettingsFault) -> Bool {
        guard let value = node[key] else { return false }
        guard let flag = value.bool else {
            throw SettingsFault("must say true or false at “\(key)”.")
        }
        return flag
    }

    private static func url(_ text: String, allowHTTP: Bool) throws(SettingsFault) -> String {
        let lower = text.lowercased()
        let isHTTP = lower.hasPrefix("http://")
        let rest = text.dropFirst(isHTTP ? 7 : 8)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard isHTTP || lower.hasPrefix("https://"), text.utf8.count <= 2048,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), !authority.isEmpty,
            !text.contains("#"), !authority.contains("@")
        else {
            // The URL itself may hold a secret of the receiver's and is not repeated.
            throw SettingsFault(
                "needs an absolute https URL without user or fragment, of at most 2048 bytes.")
        }
        guard !isHTTP || allowHTTP else {
            throw SettingsFault("is plain http; write https, or \"allow_http\": true beside it.")
        }
        return text
    }
}
