import Testing

@testable import Settings

/// Reads settings from sources written in a test.
private func settings(
    flags: [String: String] = [:], environment: [String: String] = [:], file: String? = nil
) throws -> ServerSettings {
    try ServerSettings(
        SettingLayers(
            flags: flags, environment: environment, file: file.map { Array($0.utf8) },
            filePath: "/etc/b.json"))
}

@Suite struct `Server settings` {
    @Test func `have defaults`() throws {
        let settings = try settings()
        #expect(settings.listen.description == "127.0.0.1:8484")
        #expect(settings.tls == nil)
        #expect(settings.logLevel == .info)
        #expect(settings.request.bodyBytesMax == 32 << 20)
        #expect(settings.request.headerFieldsMax == 100)
        #expect(settings.request.headerBytesMax == 32 << 10)
        #expect(settings.request.headMilliseconds == 10_000)
        #expect(settings.request.bodyIdleMilliseconds == 30_000)
        #expect(!settings.allowInsecureMemory)
    }

    @Test func `come from flags before the environment before the file`() throws {
        let file = #"{"listen": "127.0.0.1:1", "log_level": "error", "drain": "3s"}"#
        let environment = ["BURSAR_LISTEN": "127.0.0.1:2", "BURSAR_LOG": "warning"]
        let settings = try settings(
            flags: ["listen": "127.0.0.1:3"], environment: environment, file: file)
        #expect(settings.listen.port == 3)
        #expect(settings.logLevel == .warning)
        #expect(settings.drainMilliseconds == 3_000)
    }

    @Test func `take nested settings, numbers and booleans of the file`() throws {
        let file = """
            {"deadlines": {"connect": "2s"}, "limits": {"body_bytes": 2048}, "allow_insecure_memory": true,
             "tls": {"cert": "/c.pem", "key": "/k.pem"}}
            """
        let settings = try settings(file: file)
        #expect(settings.upstream.connectMilliseconds == 2_000)
        #expect(settings.request.bodyBytesMax == 2048)
        #expect(settings.allowInsecureMemory)
        #expect(settings.tls == .init(certificatePath: "/c.pem", keyPath: "/k.pem"))
    }

    @Test(arguments: SettingName.allCases) func `have a variable each`(name: SettingName) {
        #expect(name.variable.hasPrefix("BURSAR_"))
        #expect(name.variable.allSatisfy { $0.isUppercase || $0 == "_" || $0.isNumber })
    }

    @Test(arguments: [
        ("BURSAR_LISTEN", "nowhere"), ("BURSAR_LISTEN", "1.2.3.4:70000"), ("BURSAR_LOG", "loud"),
        ("BURSAR_DRAIN", "30"), ("BURSAR_DRAIN", "-1s"), ("BURSAR_DEADLINES_CONNECT", "99ms"),
        ("BURSAR_LIMITS_BODY_BYTES", "1023"), ("BURSAR_LIMITS_BODY_BYTES", "much"),
        ("BURSAR_ALLOW_INSECURE_MEMORY", "maybe"),
    ]) func `that are wrong name their variable and what would do`(variable: String, value: String)
    {
        let fault = #expect(throws: SettingsFault.self) {
            try settings(environment: [variable: value])
        }
        #expect(fault?.description.contains(variable) ?? false)
        #expect(fault?.description.contains(value) ?? false)
        #expect(fault?.description.contains("must be") ?? false)
    }

    @Test func `hold at the ends of a range`() throws {
        #expect(throws: Never.self) {
            try settings(environment: ["BURSAR_LIMITS_BODY_BYTES": "1024"])
        }
        #expect(throws: Never.self) {
            try settings(environment: ["BURSAR_LIMITS_BODY_BYTES": "268435456"])
        }
        #expect(throws: SettingsFault.self) {
            try settings(environment: ["BURSAR_LIMITS_BODY_BYTES": "268435457"])
        }
    }

    @Test(arguments: ["[]", "{", #"{"listen": []}"#, #"{"port": 1}"#, #"{"tls": {"ca": "x"}}"#, ""])
    func `of a broken or unknown kind name the file`(text: String) {
        let fault = #expect(throws: SettingsFault.self) { try settings(file: text) }
        #expect(fault?.description.contains("/etc/b.json") ?? false)
    }

    @Test func `want certificate and key together`() {
        #expect(throws: SettingsFault.self) { try settings(flags: ["tls.cert": "/c"]) }
        #expect(throws: SettingsFault.self) { try settings(flags: ["tls.key": "/k"]) }
    }
}

@Suite struct `A listen address` {
    @Test(arguments: [
        ("127.0.0.1:8484", "127.0.0.1", 8484), ("[::1]:0", "::1", 0), (":80", "127.0.0.1", 80),
        ("localhost:65535", "localhost", 65535),
    ]) func `is read`(text: String, host: String, port: Int) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test(arguments: [
        "", "127.0.0.1", "::1:80", "[]:80", "a b:80", "h:65536", "h:-1", "h:", "http://h:80",
    ])
    func `is refused`(text: String) { #expect(ListenAddress(text) == nil) }
}

@Suite struct `Webhooks` {
    @Test func `are read with their defaults`() throws {
        let list = try settings(file: #"{"webhooks": ["https://a.example/x"]}"#).webhooks
        #expect(list.map(\.url) == ["https://a.example/x"])
        #expect(list.allSatisfy { !$0.allowPrivate && !$0.allowHTTP && $0.secretFile == nil })
    }

    @Test func `come from the settings file alone (T36)`() {
        #expect(throws: SettingsFault.self) {
            try settings(environment: ["BURSAR_WEBHOOKS": #"["https://a.example"]"#])
        }
        #expect(throws: SettingsFault.self) {
            try settings(flags: ["webhooks": #"["https://a.example"]"#])
        }
    }

    @Test(arguments: [
        #"[1]"#, #"["http://a.example"]"#, #"["https://"]"#, #"["https://a@b.example"]"#,
        #"["https://a.example#x"]"#, #"[{"url": "https://a.example", "more": 1}]"#,
        #"[{"url": "https://a.example", "events": []}]"#,
        #"[{"url": "https://a.example", "allow_http": "yes"}]"#,
        #"[{"url": "https://a.example", "secret_file": "x"}]"#,
    ])
    func `that can't be used are refused`(list: String) {
        #expect(throws: SettingsFault.self) { try settings(file: #"{"webhooks": "# + list + "}") }
    }
}
