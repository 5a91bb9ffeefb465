import Vocabulary

/// Reads one setting at a time from its layers into its type and range.
struct SettingReader {
    private let layers: SettingLayers

    init(_ layers: SettingLayers) { self.layers = layers }

    /// `HOST:PORT`.
    func address(_ name: SettingName, _ standard: ListenAddress) throws(SettingsFault)
        -> ListenAddress
    {
        try value(name, standard, "an address such as 127.0.0.1:8484 or [::1]:8484") {
            ListenAddress($0)
        }
    }

    /// One of `LogLevel`'s names.
    func logLevel(_ standard: LogLevel) throws(SettingsFault) -> LogLevel {
        try value(.logLevel, standard, "error, warning, info or debug") { LogLevel(rawValue: $0) }
    }

    /// A duration with its unit, in milliseconds.
    func duration(
        _ name: SettingName, _ standard: Int64, _ range: ClosedRange<Int64>
    ) throws(SettingsFault) -> Int64 {
        let bounds =
            "a duration such as 30s, from \(range.lowerBound)ms to \(range.upperBound / 1000)s"
        return try value(name, standard, bounds) { text in
            DurationText.milliseconds(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A whole number.
    func count(
        _ name: SettingName, _ standard: Int, _ range: ClosedRange<Int>
    ) throws(SettingsFault) -> Int {
        let bounds = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return try value(name, standard, bounds) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Yes or no.
    func flag(_ name: SettingName, _ standard: Bool) throws(SettingsFault) -> Bool {
        try value(name, standard, "true or false") { text in
            switch text {
            case "true", "1", "yes": true
            case "false", "0", "no": false
            default: nil
            }
        }
    }

    /// The servers that are told of events. From the settings file alone: who may set a variable of the environment needn't
    /// be who may send notices to another host.
    func webhooks() throws(SettingsFault) -> [WebhookSettings] {
        guard let (text, origin) = layers.text(of: .webhooks) else { return [] }
        guard case .file = origin else {
            throw SettingsFault(
                "\(origin) can't be set there; write webhooks into the settings file.")
        }
        return try WebhookSettings.list(text, from: origin)
    }

    /// A file's whole path; `nil` for none.
    func absolutePath(_ name: SettingName) throws(SettingsFault) -> String? {
        guard let (text, origin) = layers.text(of: name) else { return nil }
        guard text.hasPrefix("/"), text.count > 1 else {
            throw SettingsFault(
                "\(origin) is “\(text)”, but must be a path that begins with a slash.")
        }
        return text
    }

    /// A setting as it was written, and where.
    func text(_ name: SettingName) -> (value: String, origin: SettingOrigin)? {
        layers.text(of: name)
    }

    /// Certificate and key: both or neither.
    func tlsFiles() throws(SettingsFault) -> ServerSettings.TLSFiles? {
        switch (layers.text(of: .tlsCertificate), layers.text(of: .tlsKey)) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            return ServerSettings.TLSFiles(certificatePath: certificate.value, keyPath: key.value)
        case (let certificate?, nil):
            throw SettingsFault(
                "\(certificate.origin) names a certificate, but no key is given; add --tls-key FILE."
            )
        case (nil, let key?):
            throw SettingsFault(
                "\(key.origin) names a key, but no certificate is given; add --tls-cert FILE.")
        }
    }

    private func value<Value>(
        _ name: SettingName, _ standard: Value, _ wanted: String, _ parse: (String) -> Value?
    ) throws(SettingsFault) -> Value {
        guard let (text, origin) = layers.text(of: name) else { return standard }
        guard let value = parse(text) else {
            throw SettingsFault("\(origin) is “\(text)”, but must be \(wanted).")
        }
        return value
    }
}
