import Foundation
import Storage
import Testing
import Vault
import Vocabulary

@testable import Administration

/// A clock that stands where it is put.
final class StandingClock: Clock {
    let now: Timestamp
    var monotonicNanoseconds: UInt64 { 0 }
    init(_ text: String) { now = Timestamp(text) ?? Timestamp(milliseconds: 0) }
}

/// An office over a data directory of its own, founded; gone with its value.
final class TestOffice {
    let folder: String
    let office: Office
    let founding: Founding
    let file: LedgerFile

    init(
        started: Bool = false, publisher: DirectoryPublisher? = nil,
        cutter: (@Sendable (Set<Int64>) -> Void)? = nil,
        leases: (@Sendable (Int64) -> Int?)? = nil
    ) async throws {
        folder = FileManager.default.temporaryDirectory.path + "/bursar-test-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: folder + "/data", withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        file = try LedgerFile(at: folder + "/data/ledger.db")
        founding = Founding(
            file: file, dataDirectory: folder + "/data", keyFolder: folder + "/config")
        _ = try await founding.establish(source: nil)
        let facts = OfficeFacts(
            dataDirectory: folder + "/data", version: "test", isMemoryLocked: true,
            started: SystemClock().now)
        office = Office(
            file: file, facts: facts, publisher: publisher, cutter: cutter, leases: leases)
    }

    deinit {
        office.close()
        file.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A secret that nobody ever issued.
    static func secret() throws -> Secret {
        try Secret(copying: Array("sk-test-\(UUID().uuidString)".utf8))
    }

    /// An upstream on loopback with one key that wasn't tried.
    func furnish() async throws -> AddKey.Answer {
        _ = try await AddUpstream(
            name: "local", dialect: "openai-chat", url: "http://127.0.0.1:9/v1", onDevice: true
        )
        .perform(in: office)
        return try await AddKey(upstream: "local", test: false).perform(
            in: office, secret: Self.secret())
    }
}

/// The code of the fault a body throws.
func code(of body: () async throws -> Void) async -> AdministrationFault.Code? {
    do {
        try await body()
        return nil
    } catch { return (error as? AdministrationFault)?.code }
}
