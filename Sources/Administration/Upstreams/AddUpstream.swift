import Keyring
import Vocabulary

/// Adds a provider.
package struct AddUpstream: UseCase {
    package static let name = "upstream.add"
    package let name: String
    package let dialect: String?
    package let url: String?
    package let onDevice: Bool
    package let allowPrivate: Bool
    package let allowHTTP: Bool

    package init(
        name: String, dialect: String? = nil, url: String? = nil, onDevice: Bool = false,
        allowPrivate: Bool = false, allowHTTP: Bool = false
    ) {
        self.name = name
        self.dialect = dialect
        self.url = url
        self.onDevice = onDevice
        self.allowPrivate = allowPrivate
        self.allowHTTP = allowHTTP
    }

    package func perform(in office: Office) async throws(AdministrationFault) -> UpstreamEntry {
        let dialect = try dialect.map { name throws(AdministrationFault) in
            guard let dialect = Dialect(rawValue: name) else {
                throw AdministrationFault(
                    .invalid,
                    "--dialect “\(name.prefix(64))” is unknown; there are "
                        + Dialect.allCases.map(\.rawValue).joined(separator: ", ") + ".")
            }
            return dialect
        }
        let draft: UpstreamDraft
        do {
            draft = try UpstreamDraft(
                id: Identifier(at: office.clock.now), name: name, dialect: dialect, url: url,
                isOnDevice: onDevice,
                mayBePrivate: allowPrivate, mayBeHTTP: allowHTTP)
        } catch { throw AdministrationFault(error) }
        return try await office.change { database, now in
            try UpstreamEntry(try UpstreamStore.add(draft, at: now, in: database), in: database)
        }
    }
}
