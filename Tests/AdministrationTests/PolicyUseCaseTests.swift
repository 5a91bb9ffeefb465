import Administration
import Policy
import Testing
import Vocabulary

@Suite struct `Policies, limits and budgets of operators` {
    private func office() async throws -> TestOffice {
        let test = try await TestOffice()
        _ = try await AddClient(name: "top", parent: nil).perform(in: test.office)
        _ = try await AddClient(name: "team", parent: "top").perform(in: test.office)
        return test
    }

    private func code(_ body: () async throws -> Void) async -> AdministrationFault.Code? {
        do {
            try await body()
            return nil
        } catch { return (error as? AdministrationFault)?.code }
    }

    @Test func `a client is added with a policy, and set to another or none`() async throws {
        let test = try await office()
        let put = try await PutPolicy(name: "house", policy: #"{"unpriced":"allow"}"#).perform(
            in: test.office)
        #expect(put.version == 1 && put.clients.isEmpty)
        let client = try await AddClient(name: "app", parent: "team", policy: "house").perform(
            in: test.office)
        #expect(client.policy == "house")
        let office = test.office
        #expect(
            await code { _ = try await RemovePolicy(name: "house").perform(in: office) }
                == .conflict)
        let none = try await SetClient(name: "app", policy: "none").perform(in: test.office)
        #expect(none.policy == nil)
        _ = try await RemovePolicy(name: "house").perform(in: test.office)
        #expect(
            await code { _ = try await ShowPolicy(name: "house").perform(in: office) } == .notFound)
        let old = try await ShowPolicy(name: "house", version: 1).perform(in: test.office)
        #expect(old.policy == #"{"unpriced":"allow"}"#)
    }

    @Test func `a client isn't added when its policy isn't there`() async throws {
        let test = try await office()
        let office = test.office
        #expect(
            await code {
                _ = try await AddClient(name: "app", parent: nil, policy: "x").perform(in: office)
            } == .notFound)
        #expect(
            await code { _ = try await ShowClient(name: "app").perform(in: office) } == .notFound)
        withExtendedLifetime(test) {}
    }

    @Test func `a wrong policy is refused with its key`() async throws {
        let test = try await office()
        let office = test.office
        let fault = await #expect(throws: AdministrationFault.self) {
            try await PutPolicy(name: "x", policy: #"{"stor":"never"}"#).perform(in: office)
        }
        #expect(fault?.code == .invalid && fault?.message.contains("stor ") == true)
        withExtendedLifetime(test) {}
    }

    @Test func `limits are set, listed and taken away`() async throws {
        let test = try await office()
        let token = try await IssueToken(client: "team", name: "front").perform(in: test.office)
        let set = try await SetLimit(subject: "token:front", rpm: 5).perform(in: test.office)
        #expect(set.subject == "token:\(token.id)" && set.rpm == 5 && set.tpm == nil)
        _ = try await SetLimit(subject: "client:top", parallel: 2).perform(in: test.office)
        let listed = try await ListLimits().perform(in: test.office).limits
        #expect(listed.map(\.subject) == ["client:top", "token:\(token.id)"])
        _ = try await SetLimit(subject: "client:top").perform(in: test.office)
        #expect(try await ListLimits().perform(in: test.office).limits.count == 1)
        let office = test.office
        #expect(
            await code { _ = try await SetLimit(subject: "top", rpm: 1).perform(in: office) }
                == .invalid)
        #expect(
            await code {
                _ = try await SetLimit(subject: "client:top", rpm: -1).perform(in: office)
            } == .invalid)
    }

    @Test func `budgets are set, raised, listed and removed`() async throws {
        let test = try await office()
        let set = try await SetBudget(
            subject: "client:top", limit: "12.50", per: "month", zone: "Europe/Berlin",
            warnAt: [80]
        ).perform(in: test.office)
        #expect(set.limitUSD == "12.50" && set.hard && set.warnAt == [80])
        #expect(set.spentNanoUSD == 0 && set.windowEnd != nil)
        let raised = try await RaiseBudget(id: set.id, to: "20", until: "1h").perform(
            in: test.office)
        #expect(raised.limitUSD == "20.00" && raised.raisedUntil != nil)
        let ended = try await RaiseBudget(id: set.id, to: nil, until: nil).perform(in: test.office)
        #expect(ended.limitUSD == "12.50" && ended.raisedUntil == nil)
        let office = test.office
        for (to, until) in [("1", "1h"), ("20", nil), (nil, "1h"), ("20", "never"), ("x", "1h")] {
            #expect(
                await code {
                    _ = try await RaiseBudget(id: set.id, to: to, until: until).perform(in: office)
                } == .invalid)
        }
        #expect(try await ListBudgets().perform(in: test.office).budgets.map(\.id) == [set.id])
        _ = try await RemoveBudget(id: set.id).perform(in: test.office)
        #expect(try await ListBudgets().perform(in: test.office).budgets.isEmpty)
        #expect(
            await code { _ = try await RemoveBudget(id: set.id).perform(in: office) } == .notFound)
    }

    @Test func `a token lasts ninety days unless said, and is rotated and claimed`() async throws {
        let test = try await office()
        let issued = try await IssueToken(client: "team").perform(in: test.office)
        #expect(issued.expiresAt != nil && issued.token != nil && issued.claim == nil)
        let never = try await IssueToken(client: "team", expires: "never").perform(in: test.office)
        #expect(never.expiresAt == nil)
        let rotated = try await RotateToken(id: issued.id, grace: "1h").perform(in: test.office)
        #expect(rotated.id == issued.id && rotated.version == 2 && rotated.token != issued.token)
        let wrapped = try await IssueToken(client: "team", wrap: "10m").perform(in: test.office)
        let claim = try #require(wrapped.claim)
        #expect(wrapped.token == nil)
        let claimed = try await ClaimToken(code: claim).perform(in: test.office)
        #expect(claimed.id == wrapped.id && claimed.token != nil)
        let office = test.office
        for code in [claim, "clm_0000000000000000000000", "x"] {
            #expect(
                await self.code { _ = try await ClaimToken(code: code).perform(in: office) }
                    == .conflict)
        }
        for wrap in ["0s", "31d", "x"] {
            #expect(
                await code {
                    _ = try await IssueToken(client: "team", wrap: wrap).perform(in: office)
                } == .invalid)
        }
    }
}
