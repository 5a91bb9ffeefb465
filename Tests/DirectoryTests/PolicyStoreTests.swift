import Clients
import Foundation
import GRDB
import Policy
import Testing
import Vault
import Vocabulary

/// A desk with `top`, `team` below it and `other`.
private func makeDesk() throws -> Desk {
    let desk = try Desk()
    let now = desk.now
    for (name, parent) in [("top", nil), ("team", "top"), ("other", nil)] as [(String, String?)] {
        let draft = try ClientDraft(id: desk.id(), name: name, parent: parent)
        try desk.run { try ClientStore.add(draft, at: now, in: $0) }
    }
    return desk
}

private func fault(_ body: () throws -> Void) -> ClientsFault.Code? {
    #expect(throws: ClientsFault.self) { try body() }?.code
}

@Suite struct `A stored policy` {
    @Test func `has versions, and its history stays`() throws {
        let desk = try makeDesk()
        let now = desk.now
        let versions = try desk.run { database in
            try [#"{"unpriced":"allow"}"#, #"{"unpriced":"allow"}"#, #"{"unpriced":"refuse"}"#].map
            {
                try PolicyStore.put(name: "house", json: $0, at: now, in: database).version
            }
        }
        #expect(versions == [1, 1, 2])
        try desk.run { _ = try PolicyStore.remove(name: "house", at: now, in: $0) }
        #expect(try desk.run { try PolicyStore.history(name: "house", in: $0).count } == 2)
        #expect(try desk.run { try PolicyStore.list(in: $0).isEmpty })
        let again = try desk.run {
            try PolicyStore.put(name: "house", json: "{}", at: now, in: $0).version
        }
        #expect(again == 3)
    }

    @Test func `is refused when it is wrong, in use or unknown`() throws {
        let desk = try makeDesk()
        let now = desk.now
        #expect(
            fault {
                try desk.run {
                    _ = try PolicyStore.put(name: "x", json: "{\"a\":1}", at: now, in: $0)
                }
            }
                == .badPolicy)
        #expect(
            fault {
                try desk.run { _ = try PolicyStore.put(name: "x y", json: "{}", at: now, in: $0) }
            }
                == .badName)
        #expect(
            fault { try desk.run { try PolicyStore.assign("x", to: "team", at: now, in: $0) } }
                == .noSuchPolicy)
        try desk.run { database in
            _ = try PolicyStore.put(name: "x", json: "{}", at: now, in: database)
            try PolicyStore.assign("x", to: "team", at: now, in: database)
        }
        #expect(
            fault { try desk.run { _ = try PolicyStore.remove(name: "x", at: now, in: $0) } }
                == .policyInUse)
        try desk.run { database in
            try PolicyStore.assign(nil, to: "team", at: now, in: database)
            _ = try PolicyStore.remove(name: "x", at: now, in: database)
        }
    }

    @Test func `narrows down the tree, with the token's scopes last`() throws {
        let desk = try makeDesk()
        let now = desk.now
        try desk.run { database in
            _ = try PolicyStore.put(
                name: "house", json: #"{"models":{"allow":["gpt-*"]},"max_output_tokens":100}"#,
                at: now,
                in: database)
            _ = try PolicyStore.put(
                name: "team", json: #"{"models":{"deny":["*-pro"]},"max_output_tokens":500}"#,
                at: now,
                in: database)
            try PolicyStore.assign("house", to: "top", at: now, in: database)
            try PolicyStore.assign("team", to: "team", at: now, in: database)
        }
        let scopes = try TokenScopes(models: ["gpt-5*"], endpoints: ["chat"], networks: nil)
        let (text, _) = try desk.issue("team", scopes: scopes)
        let known = try desk.run { try ClientDirectory(reading: $0) }.authenticate(
            presented: text, pepper: desk.services.tokenPepper, address: nil, at: now
        ).get()
        let policy = known.standing.policy
        func rule(_ model: String, _ endpoint: Endpoint = .chat) -> String {
            policy.decide(
                PolicyQuestion(endpoint: endpoint, model: model, address: nil, moment: now)
            ).rule
        }
        #expect(rule("gpt-5") == "policy.permit")
        #expect(rule("gpt-4") == "token.models.allow")
        #expect(rule("o3") == "policy.models.allow")
        #expect(rule("gpt-5-pro") == "policy.models.deny")
        #expect(rule("gpt-5", .messages) == "token.endpoints")
        #expect(policy.policy.outputTokensMax == 100)
        #expect(policy.layers.count == 3)
    }
}

@Suite struct `Limits and budgets of the directory` {
    @Test func `reach a token from all above it`() throws {
        let desk = try makeDesk()
        let now = desk.now
        let (text, token) = try desk.issue("team")
        try desk.run { database in
            for (name, limit) in [
                ("client:top", 1), ("client:team", 2), ("client:other", 3),
                ("token:\(token.id)", 4),
            ] {
                let subject = try SubjectName.subject(name, in: database)
                #expect(try SubjectName.text(subject, in: database) == name)
                try LimitStore.set(
                    RateLimits(requestsPerMinute: Int64(limit)), for: subject, at: now, in: database
                )
                for period in [BudgetPeriod.day, .month] {
                    let change = try BudgetChange(
                        subject: subject, limit: NanoUSD(Int64(limit)), period: period, zone: .utc,
                        isHard: true, warnAtPercents: [])
                    let made = try BudgetStore.set(
                        change, id: KeyedID.make(limit, period), at: now, in: database)
                    #expect(made.isNew)
                }
            }
        }
        let standing = try desk.run { try ClientDirectory(reading: $0) }.authenticate(
            presented: text, pepper: desk.services.tokenPepper, address: nil, at: now
        ).get().standing
        #expect(standing.limits.map { $0.limits.requestsPerMinute } == [4, 2, 1])
        #expect(standing.budgets.map { $0.budget.limit.nanoUSD }.sorted() == [1, 1, 2, 2, 4, 4])
        #expect(standing.hasHardBudget)
        try desk.run { database in
            let subject = try SubjectName.subject("client:top", in: database)
            try LimitStore.set(RateLimits(), for: subject, at: now, in: database)
        }
        #expect(try desk.run { try LimitStore.all(in: $0).count } == 3)
    }

    @Test(arguments: ["client:", "token:", "team", "client:nobody", "token:nothing", "key:x", ""])
    func `need a subject that exists`(name: String) throws {
        let desk = try makeDesk()
        #expect(throws: ClientsFault.self) {
            try desk.run { _ = try SubjectName.subject(name, in: $0) }
        }
    }

    @Test func `keep a budget's id through every change`() throws {
        let desk = try makeDesk()
        let now = desk.now
        let entries = try desk.run { database in
            let subject = try SubjectName.subject("client:team", in: database)
            func set(_ limit: Int64, _ id: String) throws -> BudgetEntry {
                let change = try BudgetChange(
                    subject: subject, limit: NanoUSD(limit), period: .day,
                    zone: try #require(BudgetZone("Europe/Berlin")), isHard: false,
                    warnAtPercents: [90, 50, 90])
                return try BudgetStore.set(change, id: id, at: now, in: database).entry
            }
            return [try set(5, "aaaaaaaaaaaa"), try set(6, "bbbbbbbbbbbb")]
        }
        #expect(entries.map(\.id) == ["aaaaaaaaaaaa", "aaaaaaaaaaaa"])
        #expect(entries.map { $0.budget.number }[0] == entries.map { $0.budget.number }[1])
        #expect(
            entries[1].budget.limit == NanoUSD(6) && entries[1].budget.warnAtPercents == [50, 90])
        #expect(!entries[1].budget.isHard && entries[1].budget.zone.name == "Europe/Berlin")
        let raise = Budget.Raise(limit: NanoUSD(9), end: now.advanced(byMilliseconds: 10))
        let raised = try desk.run {
            try BudgetStore.raise(id: "aaaaaaaaaaaa", raise, at: now, in: $0)
        }
        #expect(raised.budget.limit(at: now) == NanoUSD(9))
        #expect(
            fault {
                try desk.run {
                    _ = try BudgetStore.raise(
                        id: "aaaaaaaaaaaa", .init(limit: NanoUSD(6), end: raise.end), at: now,
                        in: $0)
                }
            } == .badBudget)
        try desk.run { _ = try BudgetStore.remove(id: "aaaaaaaaaaaa", at: now, in: $0) }
        #expect(
            fault { try desk.run { _ = try BudgetStore.get(id: "aaaaaaaaaaaa", in: $0) } }
                == .noSuchBudget)
    }
}

/// Ids for tests.
private enum KeyedID {
    static func make(_ number: Int, _ period: BudgetPeriod) -> String {
        String("\(number)\(period.rawValue)00000000000".prefix(12))
    }
}

@Suite struct `A rotated token` {
    private func authenticate(_ desk: Desk, _ text: String, after: Int64 = 0) throws
        -> AuthenticationRefusal?
    {
        let answer = try desk.run { try ClientDirectory(reading: $0) }.authenticate(
            presented: text, pepper: desk.services.tokenPepper, address: nil,
            at: desk.now.advanced(byMilliseconds: after))
        if case .failure(let refusal) = answer { return refusal }
        return nil
    }

    private func rotate(
        _ desk: Desk, _ token: Token, grace: Int64 = 0, key: String? = nil
    ) throws -> (text: String, token: Token) {
        let secret = try TokenSecret.make(publicID: token.id)
        let rotation = try TokenRotation(
            secret, pepper: desk.services.tokenPepper, graceMilliseconds: grace, idempotencyKey: key
        )
        let now = desk.now
        return (
            secret.text.textInClear(),
            try desk.run { try TokenStore.rotate(rotation, at: now, in: $0) }
        )
    }

    @Test func `keeps its id, and its old secret for the grace only`() throws {
        let desk = try makeDesk()
        let (old, token) = try desk.issue("team")
        let (new, rotated) = try rotate(desk, token, grace: 1_000)
        #expect(rotated.id == token.id && rotated.number == token.number && rotated.version == 2)
        #expect(try authenticate(desk, old, after: 999) == nil)
        #expect(try authenticate(desk, old, after: 1_000) == .expired)
        #expect(try authenticate(desk, new, after: 1_000) == nil)
        let (newest, _) = try rotate(desk, token)
        #expect(try authenticate(desk, old) == .expired)
        #expect(try authenticate(desk, new) == .expired)
        #expect(try authenticate(desk, newest) == nil)
    }

    @Test func `again with the same key replaces what nobody used`() throws {
        let desk = try makeDesk()
        let now = desk.now
        let (old, token) = try desk.issue("team")
        let (lost, _) = try rotate(desk, token, grace: 1_000, key: "k")
        let (found, rotated) = try rotate(desk, token, grace: 1_000, key: "k")
        #expect(rotated.version == 2)
        #expect(try authenticate(desk, lost) == .wrongSecret)
        #expect(try authenticate(desk, found) == nil)
        #expect(try authenticate(desk, old, after: 999) == nil)
        try desk.run {
            try TokenStore.markUsed(token: token.number, version: 2, at: now, in: $0)
        }
        #expect(fault { _ = try rotate(desk, token, key: "k") } == .badRotation)
        #expect(try authenticate(desk, found) == nil)
    }

    @Test func `isn't rotated once it was revoked`() throws {
        let desk = try makeDesk()
        let now = desk.now
        let (_, token) = try desk.issue("team")
        try desk.run { _ = try TokenStore.revoke(id: token.id, at: now, in: $0) }
        #expect(fault { _ = try rotate(desk, token) } == .badRotation)
    }
}

@Suite struct `A claim code` {
    private func issue(_ desk: Desk) throws -> (code: String, token: Token) {
        let secret = try TokenSecret.make()
        let draft = try TokenDraft(
            secret, pepper: desk.services.tokenPepper, client: "team", expiresAt: nil,
            isClaimed: true, at: desk.now)
        let code = try ClaimCode.make()
        let digest = code.digest(pepper: desk.services.tokenPepper)
        let now = desk.now
        let token = try desk.run { database in
            let token = try TokenStore.issue(draft, at: now, in: database)
            try TokenClaims.insert(
                digest, for: token, until: now.advanced(byMilliseconds: 1_000), at: now,
                in: database)
            return token
        }
        return (code.text.textInClear(), token)
    }

    private func claim(_ desk: Desk, _ code: String, after: Int64 = 0) throws -> String? {
        let pepper = desk.services.tokenPepper
        let digest = try #require(ClaimCode.digest(code, pepper: pepper))
        let now = desk.now.advanced(byMilliseconds: after)
        guard let id = try desk.run({ try TokenClaims.tokenID(of: digest, in: $0) }) else {
            return nil
        }
        let secret = try TokenSecret.make(publicID: id)
        let answer = try desk.run {
            try TokenClaims.claim(
                digest, secret: secret, pepper: pepper, from: "192.0.2.1", at: now, in: $0)
        }
        guard case .claimed(let token) = answer else { return nil }
        #expect(token.version == 1)
        return secret.text.textInClear()
    }

    @Test func `yields the token once, and every later try is recorded`() throws {
        let desk = try makeDesk()
        let (code, token) = try issue(desk)
        #expect(token.version == 0)
        let text = try #require(try claim(desk, code))
        let answer = try desk.run { try ClientDirectory(reading: $0) }.authenticate(
            presented: text, pepper: desk.services.tokenPepper, address: nil, at: desk.now)
        #expect(try answer.get().tokenID == token.id)
        #expect(try claim(desk, code) == nil)
        #expect(try claim(desk, code) == nil)
        let state = try #require(
            try desk.run { try TokenClaims.state(ofToken: token.number, in: $0) })
        #expect(state.claimedAt == desk.now && state.refusals == 2)
        #expect(state.refusedFrom == "192.0.2.1")
    }

    @Test func `is good until it ends, and for a token in force`() throws {
        let desk = try makeDesk()
        let (late, _) = try issue(desk)
        #expect(try claim(desk, late, after: 1_000) == nil)
        #expect(try claim(desk, late, after: 999) != nil)
        let (revoked, token) = try issue(desk)
        let now = desk.now
        try desk.run { _ = try TokenStore.revoke(id: token.id, at: now, in: $0) }
        #expect(try claim(desk, revoked) == nil)
    }

    @Test(arguments: [
        "", "clm_", "clm_0123456789012345678901x", "bur_01234567890123456789012",
        "clm_01234567890123456789-1",
    ])
    func `has a shape`(code: String) throws {
        let desk = try makeDesk()
        #expect(ClaimCode.digest(code, pepper: desk.services.tokenPepper) == nil)
    }
}
