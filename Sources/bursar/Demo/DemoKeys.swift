import Administration
import Transport
import Vault
import Vocabulary

/// Keys while calls go on: one at its rate limit is passed over, one is rotated, one is revoked, and no call fails.
struct DemoKeys {
    /// How many calls each act has, and how many of them at once.
    private static let (calls, callers) = (40, 6)

    let office: Office
    let sandboxPort: Int
    let gateway: String
    let token: String

    /// Plays the three acts.
    ///
    /// - Throws: When a call failed.
    func run() async throws {
        let transport = try Transport()
        defer { transport.shutdown() }
        HumanWords.say("Keys, while \(Self.calls) calls go on:")
        try await passOver(transport)
        let key = try await rotate(transport)
        try await revoke(key, transport)
    }

    private func passOver(_ transport: Transport) async throws {
        try await upstream("sandbox-limited", model: "limited-demo")
        let limited = try await key("sandbox-limited", "fault429")
        _ = try await key("sandbox-limited", "good")
        try await traffic("limited-demo", over: transport) {}
        let entry = try await ShowKey(id: limited).perform(in: office)
        let rest = entry.until ?? entry.benches.first?.until
        tell(
            "one is at its rate limit",
            "the other served them\(rest.map { "; it rests until \($0)" } ?? "")")
    }

    private func rotate(_ transport: Transport) async throws -> String {
        try await upstream("sandbox-keys", model: "keys-demo")
        let id = try await key("sandbox-keys", "old")
        try await traffic("keys-demo", over: transport) {
            _ = try await RotateKey(id: id, test: false).perform(
                in: office, secret: Self.secret("new"))
        }
        let versions = try await versions(of: id)
        tell(
            "one is rotated",
            "\(versions[1]) with the old secret, \(versions[0]) with the new; none failed")
        return id
    }

    private func revoke(_ id: String, _ transport: Transport) async throws {
        let before = try await versions(of: id)[0]
        let other = try await key("sandbox-keys", "spare")
        try await traffic("keys-demo", over: transport) {
            _ = try await RevokeKey(id: id).perform(in: office)
        }
        let versions = try await versions(of: id)
        let taken = try await self.versions(of: other)[0]
        tell(
            "one is revoked",
            "\(versions[0] - before) with it, \(taken) with another from then on; none failed")
    }

    /// How many attempts each version of a key served, the newest first; all have ended but the newest.
    private func versions(of id: String) async throws -> [Int64] {
        try await Retirement(office: office).sweep()
        let entry = try await ShowKey(id: id).perform(in: office)
        guard entry.versions.allSatisfy({ $0.use?.attemptsAfterEnd == 0 }) else {
            throw CommandFailure("A key was used after its end; this is a fault of Bursar.")
        }
        return entry.versions.map { $0.use?.attempts ?? 0 }
    }

    private func upstream(_ name: String, model: String) async throws {
        _ = try await AddUpstream(
            name: name, dialect: Dialect.openAIChat.rawValue,
            url: "http://127.0.0.1:\(sandboxPort)/v1", onDevice: true
        ).perform(in: office)
        _ = try await SetModel(glob: model, targets: ["\(name)/\(model)+words=8+pace=2ms"]).perform(
            in: office)
        _ = try await SetPrice(glob: model + "*", input: "2.50", output: "10").perform(in: office)
    }

    private func key(_ upstream: String, _ word: String) async throws -> String {
        try await AddKey(upstream: upstream, test: false)
            .perform(in: office, secret: Self.secret(word)).id
    }

    private static func secret(_ word: String) throws -> Secret {
        try Secret(
            copying: Array("sk-demo-\(word)-\(Hexadecimal.text(try RandomBytes.make(16)))".utf8))
    }

    /// Keeps calls going, and does something in their midst.
    private func traffic(
        _ model: String, over transport: Transport, meanwhile act: () async throws -> Void
    ) async throws {
        let question = DemoQuestion(
            dialect: .openAIChat, model: model, isStream: true)
        let (gateway, token) = (gateway, token)
        let failed = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<Self.callers {
                group.addTask {
                    try await question.ask(gateway, token: token, over: transport).status
                }
            }
            var (begun, failed) = (Self.callers, 0)
            while let status = try await group.next() {
                failed += status == 200 ? 0 : 1
                guard begun < Self.calls else { continue }
                group.addTask {
                    try await question.ask(gateway, token: token, over: transport).status
                }
                begun += 1
                if begun == Self.calls / 2 { try await act() }
            }
            return failed
        }
        guard failed == 0 else {
            throw CommandFailure(
                "\(failed) of \(Self.calls) calls failed while keys changed; this is a fault of Bursar."
            )
        }
    }

    private func tell(_ title: String, _ what: String) {
        let blanks = String(repeating: " ", count: max(1, 41 - title.count))
        HumanWords.say("  \(title)\(blanks)\(what)")
    }
}
