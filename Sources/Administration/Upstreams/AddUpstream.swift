import Keyring
import Transport
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
        try Self.checkAddress(of: draft)
        if let listen = office.facts.listen, Self.isListener(listen, draft.url) {
            throw AdministrationFault(
                .invalid, "\(draft.url) is this gateway itself; give the provider's own URL.")
        }
        return try await office.change { database, now in
            try UpstreamEntry(try UpstreamStore.add(draft, at: now, in: database), in: database)
        }
    }

    /// Refuses an address in the URL that no call could ever be made to.
    private static func checkAddress(of draft: UpstreamDraft) throws(AdministrationFault) {
        let rule: AddressRule =
            draft.isOnDevice ? .thisHostOnly : draft.mayBePrivate ? .allowPrivate : .publicOnly
        guard rule.admits(literal: draft.url.host) == false else { return }
        let wayOut =
            if draft.isOnDevice {
                "is no address of this host; leave out --on-device, and give --allow-private for one of a private network."
            } else if AddressRule.allowPrivate.admits(literal: draft.url.host) ?? false {
                "is a private address or this host; give --on-device for a server on this host, else --allow-private."
            } else {
                "is an address that is never called (link-local, reserved or of another kind); give another."
            }
        throw AdministrationFault(.invalid, "The host of \(draft.url) \(wayOut)")
    }

    private static func isListener(_ listen: String, _ url: UpstreamURL) -> Bool {
        let authority = url.text.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
        guard let colon = listen.lastIndex(of: ":") else { return false }
        return [listen, "localhost" + listen[colon...]].contains(String(authority))
    }
}
