import Wire

/// When the log is signed, and where its checkpoints go besides the data file.
package struct CheckpointSettings: Hashable, Sendable {
    /// A witness: who cosigns checkpoints that only grow (C2SP tlog-witness).
    package struct Witness: Hashable, Sendable {
        /// Its submission prefix.
        package let url: String
        /// Its verifier key.
        package let key: String
        /// May it be in a private network, or on this host?
        package let allowPrivate: Bool
        /// May it be plain http?
        package let allowHTTP: Bool
    }

    /// How long after the last checkpoint the next is signed, if anything came, in milliseconds.
    package let everyMilliseconds: Int64
    /// The file that holds the newest one; `nil` for none.
    package let file: String?
    /// Is each told to syslog?
    package let syslog: Bool
    /// Who cosigns.
    package let witnesses: [Witness]
}

extension SettingReader {
    /// When the log is signed, and where its checkpoints go.
    func checkpoints() throws(SettingsFault) -> CheckpointSettings {
        CheckpointSettings(
            everyMilliseconds: try duration(.checkpointEvery, 600_000, 1_000...86_400_000),
            file: try absolutePath(.checkpointFile), syslog: try flag(.checkpointSyslog, false),
            witnesses: try witnesses())
    }

    private func witnesses() throws(SettingsFault) -> [CheckpointSettings.Witness] {
        guard let (text, origin) = text(.witnesses) else { return [] }
        let shape =
            "a list such as [{\"url\": \"https://witness.example\", \"key\": \"witness.example+…\"}]"
        guard let document = try? JSONDocument(parsing: Array(text.utf8)),  // told below
            document.root.kind == .array, document.root.count <= 16
        else { throw SettingsFault("\(origin) must be \(shape) of at most 16.") }
        return try document.root.elements.map { node throws(SettingsFault) in
            guard let url = node["url"]?.string, let key = node["key"]?.string,
                url.hasPrefix("https://") || url.hasPrefix("http://")
            else { throw SettingsFault("\(origin) must be \(shape).") }
            let allowHTTP = node["allow_http"]?.bool ?? false
            guard allowHTTP || url.hasPrefix("https://") else {
                throw SettingsFault(
                    "A witness in \(origin) is plain http; say \"allow_http\": true.")
            }
            return CheckpointSettings.Witness(
                url: url, key: key, allowPrivate: node["allow_private"]?.bool ?? false,
                allowHTTP: allowHTTP)
        }
    }
}
