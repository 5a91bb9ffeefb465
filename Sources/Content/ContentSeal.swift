import Vault
import Vocabulary

/// A client's content key: seals the keys of what is kept of its calls.
package struct ContentKey: Sendable {
    /// Which of the client's keys it is, from 1.
    package let version: UInt32
    /// 32 bytes.
    package let secret: Secret

    package init(version: UInt32, secret: Secret) {
        self.version = version
        self.secret = secret
    }
}

/// A kept call as it is stored: each part sealed and bound to the call.
struct SealedCall: Sendable {
    /// The most that goes into one envelope.
    static let segmentBytesMax = 64_000

    let keyVersion: UInt32
    let wrappedKey: [UInt8]
    let salt: [UInt8]
    let request: [UInt8]
    let answer: [UInt8]

    init(
        keyVersion: UInt32, wrappedKey: [UInt8], salt: [UInt8], request: [UInt8], answer: [UInt8]
    ) {
        self.keyVersion = keyVersion
        self.wrappedKey = wrappedKey
        self.salt = salt
        self.request = request
        self.answer = answer
    }

    /// Seals a call under a new key, and that key under the client's.
    ///
    /// - Throws: `VaultFault`.
    init(_ kept: KeptCall, under key: ContentKey) throws(VaultFault) {
        let own = try Secret.random(count: 32)
        keyVersion = key.version
        wrappedKey = try Envelope.seal(
            own, under: key.secret, level: .project, version: key.version,
            context: Self.context("wrapped_key", kept.call, UInt64(key.version)))
        salt = try Self.seal(kept.salt, "salt", kept.call, under: own)
        request = try Self.seal(kept.request, "request", kept.call, under: own)
        answer = try Self.seal(kept.answer, "answer", kept.call, under: own)
    }

    /// Salt and bodies in clear.
    ///
    /// - Throws: `.envelopeRejected` when anything of it was changed, moved, cut or reordered; `VaultFault`.
    func open(
        _ call: Identifier, under key: ContentKey
    ) throws(VaultFault) -> (salt: [UInt8], request: [UInt8], answer: [UInt8]) {
        let own = try Envelope.open(
            wrappedKey, under: key.secret,
            context: Self.context("wrapped_key", call, UInt64(key.version)))
        return (
            try Self.open(salt, "salt", call, under: own),
            try Self.open(request, "request", call, under: own),
            try Self.open(answer, "answer", call, under: own)
        )
    }

    private static func seal(
        _ bytes: [UInt8], _ column: String, _ call: Identifier, under own: Secret
    ) throws(VaultFault) -> [UInt8] {
        let count = max(1, (bytes.count + segmentBytesMax - 1) / segmentBytesMax)
        var sealed: [UInt8] = []
        sealed.reserveCapacity(bytes.count + count * (Envelope.overheadBytes + 4))
        for index in 0..<count {
            let start = index * segmentBytesMax
            let segment = bytes[start..<min(bytes.count, start + segmentBytesMax)]
            let envelope = try Envelope.seal(
                bytes: segment, under: own, level: .data, version: 1,
                context: context(column, call, place(index, of: count)))
            for shift in [24, 16, 8, 0] {
                sealed.append(UInt8(truncatingIfNeeded: envelope.count >> shift))
            }
            sealed += envelope
        }
        return sealed
    }

    private static func open(
        _ sealed: [UInt8], _ column: String, _ call: Identifier, under own: Secret
    ) throws(VaultFault) -> [UInt8] {
        var envelopes: [ArraySlice<UInt8>] = []
        var rest = sealed[...]
        while rest.count >= 4 {
            let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard count <= rest.count else { break }
            envelopes.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        guard rest.isEmpty, !envelopes.isEmpty else {
            throw VaultFault(.envelopeMalformed, "\(table).\(column)")
        }
        var bytes: [UInt8] = []
        for (index, envelope) in envelopes.enumerated() {
            let plain = try Envelope.open(
                Array(envelope), under: own,
                context: context(column, call, place(index, of: envelopes.count)))
            plain.withBytes { span in
                let view = Span<UInt8>(_bytes: span)
                for offset in view.indices { bytes.append(view[offset]) }
            }
        }
        return bytes
    }

    private static let table = "content"

    /// A segment's place, and whether it is the last: no body opens that was cut or put in another order.
    private static func place(_ index: Int, of count: Int) -> UInt64 {
        UInt64(index) << 1 | (index == count - 1 ? 1 : 0)
    }

    private static func context(
        _ column: String, _ call: Identifier, _ generation: UInt64
    ) -> SealContext {
        SealContext(table: table, column: column, row: call, generation: generation)
    }
}
