import Clients
import Foundation
import GRDB
import Policy
import Testing
import Vault
import Vocabulary

@Suite struct `A client` {
    @Test(arguments: [
        "", " ", "-a", ".a", "a b", "a/b", "a:b", "a,b", "ä", "a\n",
        String(repeating: "a", count: 65),
    ])
    func `has a plain name`(name: String) {
        let fault = #expect(throws: ClientsFault.self) {
            try ClientDraft(id: Identifier(at: Timestamp(milliseconds: 0)), name: name)
        }
        #expect(fault?.code == .badName)
    }

    @Test func `is made once, whatever is repeated`() throws {
        let desk = try Desk()
        let now = desk.now
        let draft = try ClientDraft(id: desk.id(), name: "web")
        let first = try desk.run { try ClientStore.add(draft, at: now, in: $0) }
        #expect(try desk.run { try ClientStore.add(draft, at: now, in: $0) } == first)
        let other = try ClientDraft(id: desk.id(), name: "web")
        let fault = #expect(throws: ClientsFault.self) {
            try desk.run { try ClientStore.add(other, at: now, in: $0) }
        }
        #expect(fault?.code == .nameTaken)
        #expect(try desk.run { try ClientStore.list(in: $0) } == [first])
    }

    @Test func `may be nested eight deep`() throws {
        let desk = try Desk()
        let now = desk.now
        for depth in 1...8 {
            let draft = try ClientDraft(
                id: desk.id(), name: "c\(depth)", parent: depth == 1 ? nil : "c\(depth - 1)")
            try desk.run { try ClientStore.add(draft, at: now, in: $0) }
        }
        let ninth = try ClientDraft(id: desk.id(), name: "c9", parent: "c8")
        let fault = #expect(throws: ClientsFault.self) {
            try desk.run { try ClientStore.add(ninth, at: now, in: $0) }
        }
        #expect(fault?.code == .tooDeep)
    }
}

@Suite struct `A presented token` {
    private func desk() throws -> Desk {
        let desk = try Desk()
        let now = desk.now
        for (name, parent) in [("top", nil), ("team", "top"), ("other", nil)] as [(String, String?)]
        {
            let draft = try ClientDraft(id: desk.id(), name: name, parent: parent)
            try desk.run { try ClientStore.add(draft, at: now, in: $0) }
        }
        return desk
    }

    private func ask(_ desk: Desk, _ text: String, at: Timestamp? = nil) throws -> Result<
        KnownToken, AuthenticationRefusal
    > {
        try desk.run { try ClientDirectory(reading: $0) }
            .authenticate(
                presented: text, pepper: desk.services.tokenPepper, address: nil, at: at ?? desk.now
            )
    }

    private func cause(_ result: Result<KnownToken, AuthenticationRefusal>)
        -> AuthenticationRefusal?
    {
        if case .failure(let cause) = result { cause } else { nil }
    }

    @Test func `is known by its secret`() throws {
        let desk = try desk()
        let (text, token) = try desk.issue("team")
        let known = try ask(desk, text).get()
        #expect(
            known.clientName == "team" && known.token == token.number && known.tokenID == token.id)
        #expect(known.client == token.client && known.version == 1)
    }

    /// AC-39.
    @Test func `is malformed with any character changed, missing or added`() throws {
        let desk = try desk()
        let (text, _) = try desk.issue("team")
        for index in text.indices {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "a" ? "b" : "a")
            #expect(cause(try ask(desk, changed)) != nil)
            var shorter = text
            shorter.remove(at: index)
            #expect(cause(try ask(desk, shorter)) == .malformed)
        }
        for wrong in [
            "", " ", "Bearer " + text, text + "\n", " " + text, text + "\0",
            "sk-" + text.dropFirst(3),
        ] {
            #expect(cause(try ask(desk, wrong)) == .malformed)
        }
    }

    @Test func `is unknown when its id is`() throws {
        #expect(cause(try ask(try desk(), try TokenSecret.make().text.textInClear())) == .unknown)
    }

    @Test func `is wrong under another pepper`() throws {
        let desk = try desk()
        let (text, _) = try desk.issue("team")
        let result = try desk.run { try ClientDirectory(reading: $0) }
            .authenticate(
                presented: text, pepper: try .random(count: 32), address: nil, at: desk.now)
        #expect(cause(result) == .wrongSecret)
    }

    @Test func `expires at the moment it was given`() throws {
        let desk = try desk()
        let end = desk.now.advanced(byMilliseconds: 1000)
        let (text, _) = try desk.issue("team", expiresAt: end)
        #expect(cause(try ask(desk, text, at: end.advanced(byMilliseconds: -1))) == nil)
        #expect(cause(try ask(desk, text, at: end)) == .expired)
    }

    @Test func `is refused once revoked, and stays so`() throws {
        let desk = try desk()
        let now = desk.now
        let (text, token) = try desk.issue("team")
        let (other, _) = try desk.issue("team")
        let first = try desk.run { try TokenStore.revoke(id: token.id, at: now, in: $0) }
        let again = try desk.run {
            try TokenStore.revoke(id: token.id, at: now.advanced(byMilliseconds: 5), in: $0)
        }
        #expect(first == again && first.state(at: now) == .revoked)
        #expect(cause(try ask(desk, text)) == .revoked)
        #expect(cause(try ask(desk, other)) == nil)
    }

    @Test func `is refused while its client or one above is suspended`() throws {
        let desk = try desk()
        let now = desk.now
        let (text, _) = try desk.issue("team")
        let (other, _) = try desk.issue("other")
        try desk.run { _ = try ClientStore.suspend(name: "top", at: now, in: $0) }
        #expect(cause(try ask(desk, text)) == .suspended)
        #expect(cause(try ask(desk, other)) == nil)
        try desk.run { _ = try ClientStore.resume(name: "top", in: $0) }
        #expect(cause(try ask(desk, text)) == nil)
    }

    @Test func `is kept as a digest only`() throws {
        let desk = try desk()
        let (text, token) = try desk.issue("team")
        let digest = try #require(
            try desk.run { try Data.fetchOne($0, sql: "SELECT digest FROM token_version") })
        #expect(
            Array(digest) == TokenSecret.digest(Array(text.utf8), pepper: desk.services.tokenPepper)
        )
        #expect(token.id == String(text.dropFirst(4).prefix(12)))
    }

    @Test func `carries its scopes`() throws {
        let desk = try desk()
        let scopes = try TokenScopes(
            models: ["gpt-*", "claude-?"], endpoints: ["chat", "messages"],
            networks: ["10.0.0.0/8", "2001:db8::/32"])
        let (text, token) = try desk.issue("team", scopes: scopes)
        #expect(token.scopes == scopes)
        let directory = try desk.run { try ClientDirectory(reading: $0) }
        func refusal(_ model: String?, _ endpoint: Endpoint?, _ address: String?) throws
            -> String?
        {
            let known = try directory.authenticate(
                presented: text, pepper: desk.services.tokenPepper,
                address: address.flatMap { IPAddress($0) },
                at: desk.now
            ).get()
            let policy = known.standing.policy
            guard let model, let endpoint else {
                let decision = policy.decide(address: known.address, moment: desk.now)
                return decision.isPermitted ? nil : decision.rule
            }
            let decision = policy.decide(
                PolicyQuestion(
                    endpoint: endpoint, model: model, address: known.address, moment: desk.now))
            return decision.isPermitted ? nil : decision.rule
        }
        #expect(try refusal("gpt-5", .chat, "10.1.2.3") == nil)
        #expect(try refusal("claude-4", .messages, "2001:db8::1") == nil)
        #expect(try refusal(nil, nil, "::ffff:10.1.2.3") == nil)
        #expect(try refusal("o3", .chat, "10.1.2.3") == "token.models.allow")
        #expect(try refusal("gpt-5", .responses, "10.1.2.3") == "token.endpoints")
        #expect(try refusal("gpt-5", .chat, "11.0.0.1") == "token.cidr")
        #expect(try refusal("gpt-5", .chat, nil) == "token.cidr")
    }

    @Test func `with scopes that can't be read is refused with all others, not let through`() throws
    {
        let desk = try desk()
        _ = try desk.issue(
            "team", scopes: try TokenScopes(models: ["gpt-*"], endpoints: nil, networks: nil))
        try desk.run { try $0.execute(sql: #"UPDATE token SET models = '["a b"]'"#) }
        let fault = #expect(throws: ClientsFault.self) {
            try desk.run { try ClientDirectory(reading: $0) }
        }
        #expect(fault?.code == .unreadable)
    }
}

@Suite struct `An address` {
    @Test(arguments: [
        ("127.0.0.1", "7f000001"), ("::1", "00000000000000000000000000000001"),
        ("2001:db8::8:800:200c:417a", "20010db80000000000080800200c417a"),
        ("::", "00000000000000000000000000000000"),
        ("1:2:3:4:5:6:7::", "00010002000300040005000600070000"), ("::ffff:192.0.2.1", "c0000201"),
        ("64:ff9b::192.0.2.33", "0064ff9b0000000000000000c0000221"),
        ("FE80::1", "fe800000000000000000000000000001"),
    ])
    func `is read in its usual texts`(text: String, bytes: String) throws {
        #expect(try Hexadecimal.text(#require(IPAddress(text)).bytes) == bytes)
    }

    @Test(arguments: [
        "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "1.2.3.a", ":", ":::",
        "1::2::3",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::g", "[::1]", "fe80::1%eth0",
        "1:2:3:4:5:6:7:8::",
        "::1.2.3", "1.2.3.4::", ":1::", "1:", "::+1", "1:2:3:4:5:6:1.2.3.4:8",
    ])
    func `is not guessed at`(text: String) { #expect(IPAddress(text) == nil) }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false),
        ("0.0.0.0/0", "9.9.9.9", true),
        ("0.0.0.0/0", "::1", false), ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7/32", "192.0.2.8", false),
        ("192.0.2.0/25", "192.0.2.127", true), ("192.0.2.0/25", "192.0.2.128", false),
        ("::/0", "::1", true),
        ("2001:db8::/33", "2001:db8:7fff::1", true), ("2001:db8::/33", "2001:db8:8000::1", false),
        ("::ffff:10.0.0.0/104", "10.1.1.1", true), ("10.0.0.0/8", "::ffff:10.0.0.1", true),
    ])
    func `lies in a network or not`(network: String, address: String, isInside: Bool) throws {
        #expect(try #require(Network(network)).contains(#require(IPAddress(address))) == isInside)
    }

    @Test(arguments: [
        "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "::/129",
        "10.0.0.0/+8", "::ffff:10.0.0.0/8", "x/8",
    ])
    func `range that isn't one is refused`(network: String) { #expect(Network(network) == nil) }
}
