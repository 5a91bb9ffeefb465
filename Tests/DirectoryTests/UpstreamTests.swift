import Foundation
import GRDB
import Keyring
import Storage
import Testing
import Vault
import Vocabulary

@Suite struct `An upstream` {
    private let id = Identifier(at: Timestamp(milliseconds: 0))

    @Test(arguments: UpstreamPreset.all) func `preset can be added by its name`(
        preset: UpstreamPreset
    ) throws {
        let desk = try Desk()
        try desk.addUpstreams(preset.name)
        let upstream = try desk.run { try UpstreamStore.get(name: preset.name, in: $0) }
        #expect(upstream.url.text == preset.url && upstream.dialect == preset.dialect)
        #expect(upstream.isOnDevice == preset.isOnDevice && upstream.mayBeHTTP == preset.isOnDevice)
        #expect(upstream.credential == CredentialStyle(of: preset.dialect))
        #expect(upstream.mayGoWithoutKey == preset.isOnDevice)
    }

    @Test(
        arguments: [
            ("mistral", nil, "mistral"), ("vllm", "http://127.0.0.1:9/v1", "vllm"),
            ("mine", "https://api.groq.com/openai/v1", "groq"),
            ("mine", "https://a.example/v1", nil), ("mine", "http://127.0.0.1:11434/v1", nil),
        ] as [(String, String?, String?)])
    func `is of a preset by its name, else by its host`(name: String, url: String?, preset: String?)
        throws
    {
        let desk = try Desk()
        try desk.run { database in
            try UpstreamStore.add(
                UpstreamDraft(
                    id: id, name: name, dialect: .openAIChat, url: url, mayBePrivate: true,
                    mayBeHTTP: true), at: desk.now, in: database)
        }
        let upstream = try desk.run { try UpstreamStore.get(name: name, in: $0) }
        #expect(UpstreamPreset.of(upstream)?.name == preset)
    }

    @Test(arguments: [
        ("https://api.openai.com/v1/", "https://api.openai.com/v1", "api.openai.com"),
        ("HTTPS://API.Example.COM", "https://api.example.com", "api.example.com"),
        ("https://h:8443/a/B//", "https://h:8443/a/B", "h"),
        ("https://[2001:DB8::1]:1/x", "https://[2001:db8::1]:1/x", "2001:db8::1"),
    ])
    func `URL is read and normalised`(text: String, normal: String, host: String) throws {
        let url = try UpstreamURL(text)
        #expect(url.text == normal && url.host == host)
        #expect(url.appending("/chat") == normal + "/chat")
    }

    @Test(arguments: [
        "", "api.openai.com", "ftp://a", "file:///etc/passwd", "https://", "https:///v1",
        "https://a b", "https://u:p@a",
        "https://a?x=1", "https://a#x", "https://a:0", "https://a:65536", "https://a:x",
        "https://a:", "https://[::1",
        "https://a/../b", "https://a/%2e%2e/b", "https://a\\b", "https://.a", "https://a..b",
        "https://ä", "https://[a.b]",
        "https://a\r\nx", "javascript://a", "https://a:1:2",
    ])
    func `URL that can't be a base is refused`(text: String) {
        let fault = #expect(throws: KeyringFault.self) { try UpstreamURL(text) }
        #expect(fault?.code == .badURL)
    }

    @Test func `over plain http needs leave`() throws {
        let url = "http://gpu.internal/v1"
        #expect(
            #expect(throws: KeyringFault.self) {
                try UpstreamDraft(id: id, name: "gpu", dialect: .openAIChat, url: url)
            }?.code == .badURL)
        #expect(
            try UpstreamDraft(id: id, name: "gpu", dialect: .openAIChat, url: url, mayBeHTTP: true)
                .mayBeHTTP)
        #expect(
            try UpstreamDraft(id: id, name: "gpu", dialect: .openAIChat, url: url, isOnDevice: true)
                .mayBeHTTP)
        #expect(
            #expect(throws: KeyringFault.self) {
                try UpstreamDraft(id: id, name: "vllm", url: url)
            }?.code == .badURL)
        #expect(try UpstreamDraft(id: id, name: "vllm", url: "http://localhost:9/v1").isOnDevice)
        #expect(try !UpstreamDraft(id: id, name: "vllm", url: "https://gpu.example/v1").isOnDevice)
    }

    @Test func `of no preset needs dialect and URL`() {
        #expect(
            #expect(throws: KeyringFault.self) {
                try UpstreamDraft(id: id, name: "mine", dialect: .gemini)
            }?.code == .noPreset)
        #expect(
            #expect(throws: KeyringFault.self) {
                try UpstreamDraft(id: id, name: "mine", url: "https://a")
            }?.code == .noPreset)
        #expect(
            #expect(throws: KeyringFault.self) {
                try UpstreamDraft(id: id, name: "a/b", url: "https://a")
            }?.code == .badName)
    }

    @Test func `takes its key in the header of its dialect`() {
        let headers = Dialect.allCases.map { CredentialStyle(of: $0) }.map {
            $0.headerName + ": " + $0.prefix
        }
        #expect(
            headers == [
                "authorization: Bearer ", "authorization: Bearer ", "x-api-key: ",
                "x-goog-api-key: ",
            ])
    }

    @Test func `that is removed loses its keys and frees its name`() throws {
        let desk = try Desk()
        let now = desk.now
        try desk.addUpstreams("openai")
        let key = try desk.addKey("openai", "k")
        try desk.route("gpt-*", to: "openai")
        let fault = #expect(throws: KeyringFault.self) {
            try desk.run { try UpstreamStore.remove(name: "openai", at: now, in: $0) }
        }
        #expect(fault?.code == .upstreamInUse && fault?.description.contains("gpt-*") == true)
        try desk.run { try ModelStore.remove(glob: "gpt-*", at: now, in: $0) }
        try desk.run { try UpstreamStore.remove(name: "openai", at: now, in: $0) }
        #expect(try desk.run { try KeyStore.get(id: key.id, in: $0) }.state == .revoked)
        #expect(try desk.directory().upstreams.isEmpty)
        try desk.addUpstreams("openai")
        #expect(try desk.run { try UpstreamStore.get(name: "openai", in: $0) }.number == 2)
        #expect(try desk.run { try UpstreamStore.find(number: 1, in: $0) }?.removedAt == now)
    }
}

@Suite struct `A model` {
    @Test(
        arguments: [
            ("openai", "openai", nil, 1), ("openai:3", "openai", nil, 3),
            ("openai/gpt-5", "openai", "gpt-5", 1),
            ("openai/gpt-5:20", "openai", "gpt-5", 20),
            ("ollama/llama3:8b", "ollama", "llama3:8b", 1),
            ("ollama/llama3:8:1", "ollama", "llama3:8", 1),
            ("openrouter/meta/llama:free", "openrouter", "meta/llama:free", 1),
            ("llama.cpp/x:1000", "llama.cpp", "x", 1000),
        ] as [(String, String, String?, Int)])
    func `target is read`(text: String, upstream: String, model: String?, weight: Int) throws {
        let target = try TargetText(text)
        #expect(target.upstream == upstream && target.model == model && target.weight == weight)
    }

    @Test(arguments: [
        "", "/m", ":1", "a:0", "a:1001", "a/", "a/b c", "a b", "a/*", "a,b",
        "a/m:99999999999999999999",
    ])
    func `target that can't be read is refused`(text: String) {
        let fault = #expect(throws: KeyringFault.self) { try TargetText(text) }
        #expect(fault?.code == .badTarget)
    }

    @Test func `goes where the most specific glob says`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai", "anthropic", "openrouter")
        try desk.route("*", to: "openrouter")
        try desk.route("gpt-*", to: "openai:3,openrouter/openai/gpt", "openrouter")
        try desk.route("gpt-5", to: "openai/gpt-5-2026")
        let directory = try desk.directory()
        func route(_ model: String) -> [String]? {
            directory.route(model: model)?.map {
                "\($0.level) \($0.upstream.name)/\($0.model):\($0.weight)"
            }
        }
        #expect(route("claude") == ["1 openrouter/claude:1"])
        #expect(
            route("gpt-4") == [
                "1 openai/gpt-4:3", "1 openrouter/openai/gpt:1", "2 openrouter/gpt-4:1",
            ])
        #expect(route("gpt-5") == ["1 openai/gpt-5-2026:1"])
        #expect(UpstreamDirectory().route(model: "gpt-5") == nil)
    }

    @Test func `added again replaces, and history is kept`() throws {
        let desk = try Desk()
        let now = desk.now
        try desk.addUpstreams("openai", "anthropic")
        try desk.route("m", to: "openai")
        try desk.route("m", to: "anthropic", "openai")
        #expect(
            try desk.directory().route(model: "m")?.map(\.upstream.name) == ["anthropic", "openai"])
        #expect(try desk.run { try ModelStore.list(in: $0) }.count == 1)
        #expect(try desk.run { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM model") } == 2)
        let bad = try ModelChange(id: desk.id(), glob: "m", levels: ["nobody"])
        #expect(
            #expect(throws: KeyringFault.self) {
                try desk.run { try ModelStore.set(bad, at: now, in: $0) }
            }?.code == .noSuchUpstream)
        #expect(
            try desk.directory().route(model: "m")?.count == 2, "a failed change changes nothing")
        try desk.run { try ModelStore.remove(glob: "m", at: now, in: $0) }
        #expect(try desk.directory().route(model: "m") == nil)
        #expect(
            #expect(throws: KeyringFault.self) {
                try desk.run { try ModelStore.remove(glob: "m", at: now, in: $0) }
            }?.code == .noSuchModel)
    }

    @Test func `is shared within a level by weight and never across levels`() throws {
        let desk = try Desk()
        try desk.addUpstreams("openai", "anthropic", "groq")
        try desk.route("m", to: "openai:3,anthropic:1", "groq:1000")
        let targets = try #require(try desk.directory().route(model: "m"))
        var random = Seeded(state: 1)
        var first: [String: Int] = [:]
        for _ in 0..<4000 {
            let order = UpstreamDirectory.order(targets, using: &random)
            #expect(Set(order) == Set(targets) && order.last?.upstream.name == "groq")
            first[order[0].upstream.name, default: 0] += 1
        }
        #expect((2900...3100).contains(first["openai"] ?? 0), "\(first)")
    }
}
