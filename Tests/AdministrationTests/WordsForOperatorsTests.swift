import Foundation
import Testing
import Vault
import Vocabulary

@testable import Administration

/// The fault a body throws.
private func fault(of body: () async throws -> Void) async -> AdministrationFault? {
    do {
        try await body()
        return nil
    } catch { return error as? AdministrationFault }
}

@Suite struct `An upstream's address` {
    @Test(arguments: [
        ("http://127.0.0.1:9/v1", false, false, "--on-device"),
        ("http://localhost:9/v1", false, false, "--on-device"),
        ("http://10.1.2.3/v1", false, false, "--allow-private"),
        ("http://192.0.2.1/v1", true, false, "leave out --on-device"),
        ("http://169.254.169.254/v1", false, true, "give another"),
        ("http://[::1]:9/v1", false, false, "--on-device"),
    ]) func `that no call could go to is refused with the way out`(
        url: String, isOnDevice: Bool, isPrivate: Bool, wayOut: String
    ) async throws {
        let test = try await TestOffice()
        let office = test.office
        let fault = await fault {
            _ = try await AddUpstream(
                name: "x", dialect: "openai-chat", url: url, onDevice: isOnDevice,
                allowPrivate: isPrivate, allowHTTP: true
            ).perform(in: office)
        }
        #expect(fault?.code == .invalid)
        #expect(fault?.message.contains(wayOut) ?? false, "\(fault?.message ?? "taken")")
    }

    @Test(arguments: [
        ("https://api.example.com/v1", false, false), ("http://127.0.0.1:9/v1", true, false),
        ("http://127.0.0.1:9/v1", false, true), ("http://10.1.2.3/v1", false, true),
        ("https://8.8.8.8/v1", false, false),
    ]) func `that fits its flags is taken`(url: String, isOnDevice: Bool, isPrivate: Bool)
        async throws
    {
        let test = try await TestOffice()
        let upstream = try await AddUpstream(
            name: "x", dialect: "openai-chat", url: url, onDevice: isOnDevice,
            allowPrivate: isPrivate, allowHTTP: true
        ).perform(in: test.office)
        #expect(upstream.url == url)
    }
}

@Suite struct `Words for operators` {
    @Test func `of a removed upstream tell of its keys`() async throws {
        let test = try await TestOffice()
        _ = try await test.furnish()
        let removed = try await RemoveUpstream(name: "local").perform(in: test.office)
        #expect(removed.revokedKeys == 1)
    }

    @Test func `of a preset that isn't added yet say how`() async throws {
        let test = try await TestOffice()
        let office = test.office
        let fault = await fault {
            _ = try await AddKey(upstream: "openai", test: false).perform(
                in: office, secret: TestOffice.secret())
        }
        #expect(fault?.message.contains("bursar upstream add openai") ?? false)
    }

    @Test func `refuse filters of calls that can't match`() async throws {
        let test = try await TestOffice()
        let office = test.office
        #expect(
            await code { _ = try await ListCalls(client: "no").perform(in: office) } == .notFound)
        #expect(
            await code { _ = try await ListCalls(outcome: "bad").perform(in: office) } == .invalid)
        let id = Identifier(at: SystemClock().now).description
        #expect(await code { _ = try await ListCalls(before: id).perform(in: office) } == .notFound)
        _ = try await AddClient(name: "shop", parent: nil).perform(in: office)
        let none = try await ListCalls(client: "shop", outcome: "ok").perform(in: office)
        #expect(none.calls.isEmpty)
    }

    @Test func `take a token's name where it is unique`() async throws {
        let test = try await TestOffice()
        let office = test.office
        for name in ["shop", "till"] {
            _ = try await AddClient(name: name, parent: nil).perform(in: office)
            _ = try await IssueToken(client: name, name: "dev").perform(in: office)
        }
        #expect(await code { _ = try await ShowToken(id: "dev").perform(in: office) } == .conflict)
        #expect(try await ShowToken(id: "till/dev").perform(in: office).client == "till")
        _ = try await RevokeToken(id: "till/dev").perform(in: office)
        #expect(try await ShowToken(id: "dev").perform(in: office).client == "shop")
        #expect(await code { _ = try await ShowToken(id: "none").perform(in: office) } == .notFound)
    }

    @Test func `say which price applies now`() async throws {
        let test = try await TestOffice()
        let office = test.office
        for from in ["2020-01-01", "2021-01-01", "2099-01-01"] {
            _ = try await SetPrice(glob: "gpt-*", input: "1", output: "2", from: from).perform(
                in: office)
        }
        let prices = try await ListPrices(glob: "gpt-4o").perform(in: office).prices
        #expect(prices.map(\.inForce) == [false, true, false])
        #expect(prices.map { $0.until?.prefix(4) } == ["2021", "2099", nil])
    }
}

@Suite struct `A root key's place` {
    @Test func `is outside the data directory whatever links say`() async throws {
        let test = try await TestOffice()
        try FileManager.default.createSymbolicLink(
            atPath: test.folder + "/link", withDestinationPath: test.folder + "/data")
        for path in ["/link/root.key", "/link/new/root.key", "/config/../data/root.key"] {
            let source = "file:" + test.folder + path
            #expect(
                await code { _ = try await test.founding.establish(source: source) } == .invalid)
        }
    }

    @Test func `is told by a running server, which makes nothing`() async throws {
        let test = try await TestOffice()
        let office = test.office
        let result = try await ConfirmFounding(rootKey: nil).perform(in: office)
        #expect(!result.created && result.rootKey.hasPrefix("file:"))
        #expect(
            await code { _ = try await ConfirmFounding(rootKey: "env:OTHER").perform(in: office) }
                == .conflict)
    }

    @Test func `is mended by what the doctor says`() async throws {
        let test = try await TestOffice()
        let path = try await String(
            ConfirmFounding(rootKey: nil).perform(in: test.office).rootKey.dropFirst(5))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let findings = try await Diagnose().perform(in: test.office).findings
        let finding = try #require(findings.first { $0.subject == "root key" })
        #expect(finding.level == .wrong && finding.finding.contains("chmod 600"))
    }
}
