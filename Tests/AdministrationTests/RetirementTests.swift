import Keyring
import Storage
import Synchronization
import Testing
import Vocabulary

@testable import Administration

/// Notes the versions whose calls were cut.
private final class Cuts: Sendable {
    private let numbers = Mutex<[Int64]>([])
    var all: [Int64] { numbers.withLock { $0 } }
    func note(_ versions: Set<Int64>) { numbers.withLock { $0 += versions.sorted() } }
}

@Suite struct `A call under way` {
    private let cuts = Cuts()

    /// An office in which every version that isn't lent any more holds one call.
    private func office() async throws -> TestOffice {
        try await TestOffice(cutter: { [cuts] in cuts.note($0) }, leases: { _ in 1 })
    }

    @Test func `isn't cut by a sweep in the midst of a revocation`() async throws {
        let test = try await office()
        let key = try await test.furnish()
        try await test.office.change { database, now in
            try KeyVersionStore.withdraw(id: key.id, at: now, in: database)
        }
        #expect(try await Retirement(office: test.office).sweep() == 1)
        #expect(cuts.all == [])
    }

    @Test(arguments: ["revoke", "rotate", "long grace", "disable", "clear", "suspend", "remove"])
    func `isn't cut by whatever an operator does beside --now`(deed: String) async throws {
        let test = try await office()
        let (office, key) = (test.office, try await test.furnish())
        _ = try await AddClient(name: "shop", parent: nil).perform(in: office)
        switch deed {
        case "revoke": _ = try await RevokeKey(id: key.id).perform(in: office)
        case "rotate":
            _ = try await RotateKey(id: key.id, test: false)
                .perform(in: office, secret: TestOffice.secret())
        case "long grace":
            _ = try await RotateKey(id: key.id, grace: "1h", test: false)
                .perform(in: office, secret: TestOffice.secret())
            _ = try await RotateKey(id: key.id, test: false)
                .perform(in: office, secret: TestOffice.secret())
            _ = try await RevokeKey(id: key.id).perform(in: office)
        case "disable": _ = try await DisableKey(id: key.id).perform(in: office)
        case "clear": _ = try await ClearKey(id: key.id).perform(in: office)
        case "suspend": _ = try await SuspendClient(name: "shop").perform(in: office)
        default:
            _ = try await RemoveUpstream(name: "local").perform(in: office)
            let versions = try await office.read { database in
                try KeyStore.versions(of: try KeyStore.get(id: key.id, in: database), in: database)
            }
            #expect(versions.map(\.state) == [.revoked])
        }
        _ = try await Retirement(office: office).sweep()
        #expect(cuts.all == [])
    }

    @Test func `is cut when its grace has passed, and by --now`() async throws {
        let test = try await office()
        let key = try await test.furnish()
        _ = try await RotateKey(id: key.id, grace: "0s", test: false)
            .perform(in: test.office, secret: TestOffice.secret())
        _ = try await Retirement(office: test.office).sweep()
        #expect(Set(cuts.all) == [1])
        _ = try await RevokeKey(id: key.id, now: true).perform(in: test.office)
        #expect(Set(cuts.all) == [1, 2])
    }
}
