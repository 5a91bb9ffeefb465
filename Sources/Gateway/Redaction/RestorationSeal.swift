import Redaction
import Vault
import Vocabulary

/// Seals what a stored response's conversation replaced, for the calls that go on from it: its provider has the
/// placeholders, and those calls' own bodies don't.
struct RestorationSeal: Sendable {
    /// The version of the derivation, which envelopes name.
    private static let version: UInt32 = 1

    /// Bursar's own key for placeholders, from which those of clients derive.
    let service: Secret
    /// Whose conversation it is, by the client's number.
    let client: Int64

    /// What is kept with a response; `nil` when there is nothing to put back.
    func sealed(_ restoration: Restoration, with id: String, at madeAt: Timestamp) -> [UInt8]? {
        guard !restoration.isEmpty else { return nil }
        // Without memory for it nothing is kept: later answers then show placeholders, and no value leaves.
        return try? Envelope.seal(
            bytes: restoration.packed[...], under: key(), level: .project, version: Self.version,
            context: Self.place(id, madeAt))
    }

    /// What was kept with a response; `nil` when it doesn't open.
    func opened(_ sealed: [UInt8], with id: String, at madeAt: Timestamp) -> Restoration? {
        // What doesn't open is as good as not kept.
        guard
            let plain = try? Envelope.open(sealed, under: key(), context: Self.place(id, madeAt))
        else { return nil }
        var packed: [UInt8] = []
        plain.withBytes { bytes in
            let span = Span<UInt8>(_bytes: bytes)
            for place in span.indices { packed.append(span[place]) }
        }
        return Restoration(packed: packed)
    }

    private func key() throws(VaultFault) -> Secret {
        try Secret(
            copying: Digest.hmacSHA256(
                key: service, Array("bursar/restoration/v1 \(client)".utf8)))
    }

    private static func place(_ id: String, _ madeAt: Timestamp) -> SealContext {
        SealContext(
            table: "stored_response", column: "restoration",
            row: Array(Digest.sha256(Array(id.utf8)).prefix(16)),
            generation: UInt64(max(0, madeAt.milliseconds)))
    }
}
