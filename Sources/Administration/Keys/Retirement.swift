import Keyring
import Storage
import Vocabulary

/// Ends versions of keys that were rotated away: when their last call ended, or their grace did.
package struct Retirement: Sendable {
    private let office: Office

    package init(office: Office) { self.office = office }

    /// Destroys the data keys of retired versions that hold no call, and cuts the calls of those past their grace.
    ///
    /// - Returns: How many versions are left that hold calls.
    @discardableResult
    package func sweep() async throws(AdministrationFault) -> Int {
        let retired = try await office.read { try KeyVersionStore.retired(in: $0) }
        guard !retired.isEmpty else { return 0 }
        let idle = retired.filter { office.leases(ofKeyVersion: $0.number) == 0 }
        // after the look: what such a version served last began before
        let now = office.clock.now
        let late = retired.filter { version in version.notAfter.map { $0 <= now } ?? false }
        office.cut(keyVersions: Set(late.map(\.number)))
        if !idle.isEmpty {
            let numbers = idle.map(\.number)
            do {
                try await office.file.writer.write { transaction in
                    try KeyVersionStore.end(numbers, at: now, in: transaction.database)
                }
            } catch { throw AdministrationFault(error) }
        }
        return retired.count - idle.count
    }
}
