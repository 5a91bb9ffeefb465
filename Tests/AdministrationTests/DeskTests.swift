import Gateway
import Synchronization
import Testing
import Vault
import Vocabulary

@testable import Administration

@Suite struct `The operator's desk` {
    @Test func `performs what it is asked by name`() async throws {
        let test = try await TestOffice()
        let desk = AdminDesk(office: test.office)
        let made = await desk.reply(to: "client.add", body: Array(#"{"name":"shop"}"#.utf8))
        #expect(made.status == 200)
        #expect(
            String(decoding: made.body, as: UTF8.self).hasPrefix(#"{"name":"shop","parent":null"#))
    }

    @Test func `takes a secret from the pipe that is named, and from nowhere else`() async throws {
        let test = try await TestOffice()
        _ = try await test.furnish()
        let desk = AdminDesk(office: test.office)
        let useCase = AddKey(upstream: "local", test: false)
        let pipe = try SecretPipe(TestOffice.secret(), in: test.folder + "/data")
        let body = try AdminDesk.body(of: useCase, pipe: pipe.name)
        #expect(await desk.reply(to: "key.add", body: body).status == 200)
        #expect(await desk.reply(to: "key.add", body: body).status == 400)
        for wrong in [nil, "", "sk-abc", "../data/ledger.db", "ledger.db"] {
            let body = try AdminDesk.body(of: useCase, pipe: wrong)
            #expect(await desk.reply(to: "key.add", body: body).status == 400)
        }
        let lines = try Secret(copying: Array("two\nlines".utf8))
        let bad = try SecretPipe(lines, in: test.folder + "/data")
        #expect(
            await desk.reply(to: "key.add", body: try AdminDesk.body(of: useCase, pipe: bad.name))
                .status == 400)
    }

    @Test(arguments: [
        ("nothing.at.all", "{}", 404), ("client.add", "", 400), ("client.add", "{}", 400),
        ("client.add", "[1]", 400), ("client.show", #"{"name":"nobody"}"#, 404),
    ]) func `says what was wrong`(name: String, body: String, status: Int) async throws {
        let test = try await TestOffice()
        let reply = await AdminDesk(office: test.office).reply(to: name, body: Array(body.utf8))
        #expect(reply.status == status)
        let fault = AdminDesk.fault(in: reply.body, status: status)
        #expect(fault.status == status)
        #expect(fault.message.count > 20)
    }

    @Test func `has one name for each use case`() {
        #expect(Set(AdminDesk.useCases.map { $0.name }).count == AdminDesk.useCases.count)
    }
}

@Suite struct `The live directory` {
    @Test func `is renewed before a change is answered`() async throws {
        let counts = Mutex<[Int]>([])
        let publisher = DirectoryPublisher { directory in
            counts.withLock { $0.append(directory.clients.tokenCount) }
        }
        let test = try await TestOffice(publisher: publisher)
        _ = try await AddClient(name: "shop", parent: nil).perform(in: test.office)
        _ = try await IssueToken(client: "shop").perform(in: test.office)
        #expect(counts.withLock { $0 } == [0, 1])
    }

    @Test func `never goes back when changes race`() async throws {
        let counts = Mutex<[Int]>([])
        let publisher = DirectoryPublisher { directory in
            counts.withLock { $0.append(directory.clients.tokenCount) }
        }
        let test = try await TestOffice(publisher: publisher)
        _ = try await AddClient(name: "shop", parent: nil).perform(in: test.office)
        let office = test.office
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...40 {
                group.addTask { _ = try await IssueToken(client: "shop").perform(in: office) }
            }
            try await group.waitForAll()
        }
        let seen = counts.withLock { $0 }
        #expect(seen == seen.sorted())
        #expect(seen.last == 40)
    }
}

@Suite struct `Founding a house` {
    @Test func `again changes nothing`() async throws {
        let test = try await TestOffice()
        let again = try await test.founding.establish(source: nil)
        #expect(!again.created)
        #expect(again.rootKey.hasPrefix("file:" + test.folder + "/config/"))
        #expect(
            await code { _ = try await test.founding.establish(source: "env:OTHER") } == .conflict)
    }

    @Test(arguments: ["nonsense", "file:", "ftp:x"]) func `refuses what is no source`(
        source: String
    ) async throws {
        let test = try await TestOffice()
        #expect(await code { _ = try await test.founding.establish(source: source) } == .invalid)
    }

    @Test func `keeps the root key out of the data directory`() async throws {
        let test = try await TestOffice()
        let inside = "file:" + test.folder + "/data/root.key"
        #expect(await code { _ = try await test.founding.establish(source: inside) } == .invalid)
    }
}

@Suite struct `The doctor` {
    @Test func `says what is missing, then what is well`() async throws {
        let test = try await TestOffice()
        let office = test.office
        let empty = try await Diagnose().perform(in: office)
        #expect(!empty.ok)
        let missing = empty.findings.filter { $0.level == .missing }
        #expect(missing.map(\.subject) == ["upstreams", "models", "clients"])
        #expect(missing.allSatisfy { $0.advice?.contains("bursar ") ?? false })
        _ = try await test.furnish()
        _ = try await SetModel(glob: "gpt-*", targets: ["local"]).perform(in: office)
        _ = try await AddClient(name: "shop", parent: nil).perform(in: office)
        _ = try await IssueToken(client: "shop", expires: "1d").perform(in: office)
        #expect(try await !Diagnose().perform(in: office).ok)
        _ = try await SetPrice(glob: "gpt-*", free: true).perform(in: office)
        #expect(try await Diagnose().perform(in: office).ok)
    }

    @Test func `misses the key of a server on this host once all that it had are revoked`()
        async throws
    {
        let test = try await TestOffice()
        let key = try await test.furnish()
        _ = try await RevokeKey(id: key.id).perform(in: test.office)
        let findings = try await Diagnose().perform(in: test.office).findings
        #expect(findings.first { $0.subject == "upstream local" }?.level == .missing)
    }

    @Test func `finds a canary in any form, and nothing else`() async throws {
        let test = try await TestOffice()
        let office = test.office
        let name = "canary-client-4711"
        _ = try await AddClient(name: name, parent: nil).perform(in: office)
        let found = try await Diagnose(canary: name).perform(in: office).findings.last
        #expect(found?.level == .wrong)
        #expect(
            try await Diagnose(canary: "no-such-canary").perform(in: office).findings.last?.level
                == .ok)
        #expect(
            await code { _ = try await Diagnose(canary: "short").perform(in: office) } == .invalid)
    }
}
