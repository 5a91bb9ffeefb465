import Foundation
import Testing
import Vault
import Vocabulary

@testable import Administration

@Suite struct `A client` {
    @Test func `is added, listed, suspended and resumed`() async throws {
        let test = try await TestOffice()
        #expect(
            try await AddClient(name: "shop", parent: nil).perform(in: test.office).state
                == "active")
        #expect(
            try await AddClient(name: "till", parent: "shop").perform(in: test.office).parent
                == "shop")
        #expect(
            try await ListClients().perform(in: test.office).clients.map(\.name) == [
                "shop", "till",
            ])
        #expect(try await SuspendClient(name: "shop").perform(in: test.office).state == "suspended")
        #expect(try await ResumeClient(name: "shop").perform(in: test.office).state == "active")
    }

    @Test func `that is wrong is refused with its reason`() async throws {
        let test = try await TestOffice()
        let office = test.office
        _ = try await AddClient(name: "shop", parent: nil).perform(in: office)
        #expect(
            await code { _ = try await AddClient(name: "shop", parent: nil).perform(in: office) }
                == .conflict)
        #expect(
            await code { _ = try await AddClient(name: "", parent: nil).perform(in: office) }
                == .invalid)
        #expect(
            await code { _ = try await AddClient(name: "a", parent: "b").perform(in: office) }
                == .notFound)
        #expect(
            await code { _ = try await ShowClient(name: "nobody").perform(in: office) } == .notFound
        )
    }
}

@Suite struct `A token` {
    @Test func `is shown once and never kept`() async throws {
        let test = try await TestOffice()
        _ = try await AddClient(name: "shop", parent: nil).perform(in: test.office)
        let issued = try await IssueToken(client: "shop", models: ["gpt-*"], expires: "30d")
            .perform(in: test.office)
        #expect(TokenSecret.parse(try #require(issued.token))?.publicID == issued.id)
        #expect(issued.expiresAt != nil)
        let shown = try await ShowToken(id: issued.id).perform(in: test.office)
        #expect(shown.models == ["gpt-*"])
        let text = String(decoding: try AnswerEncoder.bytes(shown), as: UTF8.self)
        #expect(!text.contains(try #require(issued.token)))
        let search = try CanarySearch(
            String(try #require(issued.token).dropFirst(17)), in: test.folder + "/data")
        #expect(search.finding.level == .ok)
    }

    @Test func `is revoked for good, also when the whole of it is pasted`() async throws {
        let test = try await TestOffice()
        _ = try await AddClient(name: "shop", parent: nil).perform(in: test.office)
        let issued = try await IssueToken(client: "shop").perform(in: test.office)
        #expect(
            try await RevokeToken(id: try #require(issued.token)).perform(in: test.office).state
                == "revoked")
        #expect(try await ListTokens().perform(in: test.office).tokens.map(\.state) == ["revoked"])
    }

    @Test(arguments: ["yesterday", "0s", "2001-01-01"])
    func `with an end that can't be is refused`(expires: String) async throws {
        let test = try await TestOffice()
        _ = try await AddClient(name: "shop", parent: nil).perform(in: test.office)
        let office = test.office
        #expect(
            await code {
                _ = try await IssueToken(client: "shop", expires: expires).perform(in: office)
            } == .invalid)
    }
}

@Suite struct `A key` {
    @Test func `is sealed, found by name, and destroyed when it is revoked`() async throws {
        let test = try await TestOffice()
        let canary = UUID().uuidString + UUID().uuidString
        _ = try await test.furnish()
        let secret = try Secret(copying: Array("sk-\(canary)".utf8))
        let key = try await AddKey(upstream: "local", name: "spare", test: false)
            .perform(in: test.office, secret: secret)
        #expect(key.version == 1)
        #expect(try await ShowKey(id: "spare").perform(in: test.office).id == key.id)
        #expect(try await ShowKey(id: "local/spare").perform(in: test.office).id == key.id)
        #expect(try CanarySearch(canary, in: test.folder).finding.level == .ok)
        #expect(try await RevokeKey(id: "spare").perform(in: test.office).state == "revoked")
        let office = test.office
        #expect(await code { _ = try await TestKey(id: key.id).perform(in: office) } == .conflict)
    }

    @Test func `whose provider is away is kept, with a warning`() async throws {
        let test = try await TestOffice()
        _ = try await AddUpstream(
            name: "away", dialect: "openai-chat", url: "http://127.0.0.1:9/v1", onDevice: true
        ).perform(in: test.office)
        let key = try await AddKey(upstream: "away").perform(
            in: test.office, secret: TestOffice.secret())
        #expect(key.test?.ok == false)
        #expect(key.test?.problem?.contains("nothing answers there") ?? false)
        #expect(try await ListKeys().perform(in: test.office).keys.map(\.state) == ["active"])
    }

    @Test func `needs its secret`() async throws {
        let test = try await TestOffice()
        let office = test.office
        #expect(
            await code { _ = try await AddKey(upstream: "local").perform(in: office) } == .invalid)
    }
}

@Suite struct `A price` {
    @Test(arguments: [
        SetPrice(glob: "a"), SetPrice(glob: "a", input: "1"),
        SetPrice(glob: "a", input: "1", output: "x"),
        SetPrice(glob: "a", input: "-1", output: "1"),
        SetPrice(glob: "a", input: "1", output: "1", free: true),
        SetPrice(glob: "a", input: "0.0000000001", output: "1"),
        SetPrice(glob: "", input: "1", output: "1"),
        SetPrice(glob: "a", input: "1", output: "1", from: "soon"),
    ]) func `that makes no sense is refused`(price: SetPrice) async throws {
        let test = try await TestOffice()
        let office = test.office
        #expect(await code { _ = try await price.perform(in: office) } == .invalid)
    }

    @Test func `is exact, listed, and found by a model's name`() async throws {
        let test = try await TestOffice()
        let price = try await SetPrice(glob: "gpt-*", input: "0.000000001", output: "10").perform(
            in: test.office)
        #expect(price.inputUSD == "0.000000001")
        #expect(price.outputUSD == "10.00")
        #expect(try await ListPrices(glob: "gpt-4o").perform(in: test.office).prices.count == 1)
        let office = test.office
        #expect(
            await code { _ = try await ListPrices(glob: "claude").perform(in: office) } == .notFound
        )
    }
}

@Suite struct `A model` {
    @Test func `has targets in order, and keeps an upstream from being removed`() async throws {
        let test = try await TestOffice()
        _ = try await test.furnish()
        let office = test.office
        let model = try await SetModel(glob: "gpt-*", targets: ["local:3,local/x", "local/y:2"])
            .perform(in: office)
        #expect(model.targets.map(\.level) == [1, 1, 2])
        #expect(model.targets.map(\.weight) == [3, 1, 2])
        #expect(
            await code { _ = try await RemoveUpstream(name: "local").perform(in: office) }
                == .conflict)
        _ = try await RemoveModel(glob: "gpt-*").perform(in: office)
        #expect(try await RemoveUpstream(name: "local").perform(in: office).removed)
        #expect(
            await code { _ = try await SetModel(glob: "a", targets: ["gone"]).perform(in: office) }
                == .notFound)
        #expect(
            await code { _ = try await SetModel(glob: "a", targets: ["/:"]).perform(in: office) }
                == .invalid)
    }
}
