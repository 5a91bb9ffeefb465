import GRDB
import Keyring
import Pricing
import Vocabulary

/// Puts a discount or a surcharge on what calls cost at an upstream, or with one of its keys, from now on, or takes it away.
package struct SetDiscount: UseCase {
    package static let name = "price.discount"
    package let upstream: String
    /// The name or id of one of its keys; `nil` for all calls there.
    package let key: String?
    /// A percentage that is taken off, such as `12.5%`.
    package let off: String?
    /// A percentage that is put on.
    package let on: String?
    /// A fraction that costs are multiplied by, such as `7/8`.
    package let multiply: String?

    /// - Parameters: None but the upstream and the key takes the discount away.
    package init(
        upstream: String, key: String? = nil, off: String? = nil, on: String? = nil,
        multiply: String? = nil
    ) {
        self.upstream = upstream
        self.key = key
        self.off = off
        self.on = on
        self.multiply = multiply
    }

    /// `{"upstream","key","factor"}`
    package struct Answer: Codable, Sendable {
        package let upstream: String
        /// The key's id.
        package let key: String?
        /// The fraction in lowest terms; `nil` for none.
        package let factor: String?
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let factor = try FactorText.factor(off: off, on: on, multiply: multiply)
        return try await office.change { database, now in
            let number = try UpstreamStore.get(name: upstream, in: database).number
            let found = try key.map { try chosen($0, in: database) }
            let set = try FactorStore.set(
                factor, upstream: number, key: found?.number, at: now, in: database)
            return Answer(upstream: upstream, key: found?.id, factor: set?.text)
        }
    }

    private func chosen(_ name: String, in database: Database) throws -> UpstreamKey {
        let keys = try KeyStore.list(upstream: upstream, in: database).filter {
            $0.id == name || $0.name == name && $0.state != .revoked
        }
        guard let key = keys.first else {
            throw AdministrationFault(
                .notFound,
                "\(upstream) has no key “\(name.prefix(64))”; bursar key list \(upstream) shows them."
            )
        }
        return key
    }
}
