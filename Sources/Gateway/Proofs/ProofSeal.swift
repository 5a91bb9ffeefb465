import Translation
import Vault

/// Seals entries of the stash under a key of their client, which derives from a service key.
struct ProofSeal: Sendable {
    /// Where an entry is kept: 16 bytes that only the client's key and the call's id make.
    struct Row: Hashable, Sendable {
        let bytes: [UInt8]

        init(_ bytes: [UInt8]) { self.bytes = bytes }
    }

    /// The most that goes into one envelope, in bytes.
    private static let pieceBytesMax = 60_000
    /// The version of the derivation, which envelopes name.
    private static let version: UInt32 = 1

    private let service: Secret

    init(service: Secret) { self.service = service }

    /// The rows of some calls.
    func rows(of calls: some Sequence<String>, client: Int64) -> [(call: String, row: Row)] {
        // without memory for a key nothing is found
        guard let key = try? key(of: client) else { return [] }
        return calls.map { ($0, row(of: $0, key)) }
    }

    /// Entries as they are stored.
    ///
    /// - Throws: `VaultFault`.
    func sealed(
        _ entries: [ProofStash.Entry], of client: Int64, at madeAt: Int64
    ) throws(VaultFault) -> [(row: Row, bytes: [UInt8])] {
        let key = try key(of: client)
        var sealed: [(row: Row, bytes: [UInt8])] = []
        for entry in entries {
            let row = row(of: entry.callID, key)
            var rest = entry.json[...]
            var bytes: [UInt8] = []
            var piece = 0
            repeat {
                let envelope = try Envelope.seal(
                    try Secret(copying: Array(rest.prefix(Self.pieceBytesMax))), under: key,
                    level: .project, version: Self.version,
                    context: Self.place(row, madeAt, piece))
                bytes += withLength(envelope)
                rest = rest.dropFirst(Self.pieceBytesMax)
                piece += 1
            } while !rest.isEmpty
            sealed.append((row, bytes))
        }
        return sealed
    }

    /// The entry that was stored; `nil` when it doesn't open.
    func entry(
        of call: String, row: Row, sealed: [UInt8], client: Int64, madeAt: Int64
    ) -> ProofStash.Entry? {
        // what doesn't open is as good as not kept
        guard let key = try? key(of: client) else { return nil }
        var json: [UInt8] = []
        var rest = sealed[...]
        var piece = 0
        while rest.count >= 4 {
            let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let envelope = Array(rest.dropFirst(4).prefix(count))
            guard
                let plain = try? Envelope.open(
                    envelope, under: key, context: Self.place(row, madeAt, piece))
            else { return nil }
            plain.withBytes { bytes in
                for offset in 0..<bytes.byteCount {
                    json.append(Span<UInt8>(_bytes: bytes)[offset])
                }
            }
            rest = rest.dropFirst(4 + count)
            piece += 1
        }
        return ProofStash.Entry(callID: call, json: json)
    }

    private func key(of client: Int64) throws(VaultFault) -> Secret {
        let label = Array("bursar/proof-stash/v1\0".utf8)
        return try Secret(
            copying: Digest.hmacSHA256(key: service, label + Self.bytes(UInt64(client))))
    }

    private func row(of call: String, _ key: Secret) -> Row {
        Row(Array(Digest.hmacSHA256(key: key, Array("row\0".utf8) + Array(call.utf8)).prefix(16)))
    }

    /// The generation tells when it was made and which piece it is: neither an old one nor one out of its order opens.
    private static func place(_ row: Row, _ madeAt: Int64, _ piece: Int) -> SealContext {
        SealContext(
            table: "proof_stash", column: "sealed", row: row.bytes,
            generation: UInt64(madeAt) << 8 | UInt64(piece & 0xff))
    }

    private func withLength(_ envelope: [UInt8]) -> [UInt8] {
        Self.bytes(UInt64(envelope.count)).suffix(4) + envelope
    }

    private static func bytes(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
    }
}
