/// Sealed values as they are stored.
///
/// | Offset | Length | Field |
/// |---|---|---|
/// | 0 | 4 | ASCII `BUR1` |
/// | 4 | 1 | suite: 0x01 is AES-256-GCM, 96-bit random nonce, 128-bit tag |
/// | 5 | 1 | level of the wrapping key: `K`, `P`, `D` |
/// | 6 | 4 | version of the wrapping key, network order |
/// | 10 | 12 | nonce |
/// | 22 | n | ciphertext |
/// | 22+n | 16 | tag |
///
/// One key seals at most 2^31 values (NIST SP 800-38D allows 2^32 with random nonces); whoever owns
/// a key counts. AES-GCM doesn't commit to its key: never try several keys on one envelope, take
/// the one its version names.
package enum Envelope {
    /// Which kind of key an envelope is sealed under.
    package enum Level: UInt8, CaseIterable, Sendable {
        /// The root key.
        case root = 0x4b
        /// A client's content key.
        case project = 0x50
        /// A data key that seals one secret.
        case data = 0x44
    }

    /// What an envelope says of itself, before anything has been proven.
    package struct Header: Hashable, Sendable {
        package let level: Level
        package let version: UInt32
    }

    /// How many bytes an envelope has more than its content.
    package static let overheadBytes =
        headerCount + AuthenticatedCipher.nonceCount + AuthenticatedCipher.tagCount
    /// The most that is sealed in one piece.
    package static let plainBytesMax = Secret.bytesMax

    private static let mark: [UInt8] = Array("BUR1".utf8)
    private static let suite: UInt8 = 0x01
    private static let headerCount = 10
    private static let bodyStart = headerCount + AuthenticatedCipher.nonceCount

    /// Seals a secret.
    ///
    /// - Parameters:
    ///   - key: The wrapping key, 32 bytes.
    ///   - level: What kind of key it is.
    ///   - version: Which one of its kind it is.
    ///   - context: The place the envelope will be stored in.
    /// - Throws: `.outOfBounds` for another length of key or a content beyond `plainBytesMax`,
    ///   `.cryptography`.
    package static func seal(
        _ plain: Secret, under key: Secret, level: Level, version: UInt32, context: SealContext
    ) throws(VaultFault) -> [UInt8] {
        try seal(
            unsafe RawSpan(_unsafeStart: plain.pointer, byteCount: plain.count), under: key,
            level: level,
            version: version, context: context)
    }

    /// Seals borrowed bytes; otherwise as the other one.
    package static func seal(
        _ plain: RawSpan, under key: Secret, level: Level, version: UInt32, context: SealContext
    ) throws(VaultFault) -> [UInt8] {
        let nonce = try RandomBytes.make(AuthenticatedCipher.nonceCount)
        return try seal(
            plain, under: key, level: level, version: version, context: context, nonce: nonce)
    }

    /// Seals bytes that are no key or token; otherwise as the first one.
    package static func seal(
        bytes: ArraySlice<UInt8>, under key: Secret, level: Level, version: UInt32,
        context: SealContext
    ) throws(VaultFault) -> [UInt8] {
        try unsafe seal(
            bytes.span.bytes, under: key, level: level, version: version, context: context)
    }

    /// Seals under a given nonce, which must never be used again with this key; apart for tests.
    static func seal(
        _ plain: RawSpan, under key: Secret, level: Level, version: UInt32, context: SealContext,
        nonce: [UInt8]
    ) throws(VaultFault) -> [UInt8] {
        guard plain.byteCount <= plainBytesMax else {
            throw VaultFault(.outOfBounds, "a content of \(plain.byteCount) bytes")
        }
        var envelope = mark
        envelope.reserveCapacity(plain.byteCount + overheadBytes)
        envelope.append(suite)
        envelope.append(level.rawValue)
        for shift in [24, 16, 8, 0] as [UInt32] {
            envelope.append(UInt8(truncatingIfNeeded: version >> shift))
        }
        let associated = context.associated(header: envelope)
        envelope.append(contentsOf: nonce)
        try unsafe AuthenticatedCipher.seal(
            plain, key: key, nonce: nonce.span.bytes, associated: associated, appendingTo: &envelope
        )
        return envelope
    }

    /// Opens an envelope with the key its header names, at the place it is stored in.
    ///
    /// - Throws: `.envelopeMalformed`, `.envelopeUnknownSuite`; `.envelopeRejected` when key, place
    ///   or generation is another or a bit has changed, without saying which.
    package static func open(
        _ envelope: [UInt8], under key: Secret, context: SealContext
    ) throws(VaultFault) -> Secret {
        _ = try header(of: envelope)
        let associated = context.associated(header: envelope[..<headerCount])
        let bytes = unsafe envelope.span.bytes
        do {
            return try AuthenticatedCipher.open(
                bytes.extracting(bodyStart..<envelope.count), key: key,
                nonce: bytes.extracting(headerCount..<bodyStart), associated: associated)
        } catch {
            guard error.code == .envelopeRejected else { throw error }
            throw VaultFault(.envelopeRejected, "\(context.table).\(context.column)")
        }
    }

    /// What an envelope says of itself; enough to choose the key.
    ///
    /// - Throws: `.envelopeMalformed`, `.envelopeUnknownSuite`.
    package static func header(of envelope: [UInt8]) throws(VaultFault) -> Header {
        guard envelope.count >= overheadBytes, envelope.count <= plainBytesMax + overheadBytes,
            envelope.starts(with: mark)
        else { throw VaultFault(.envelopeMalformed, "\(envelope.count) bytes") }
        guard envelope[4] == suite else {
            throw VaultFault(.envelopeUnknownSuite, "suite \(envelope[4])")
        }
        guard let level = Level(rawValue: envelope[5]) else {
            throw VaultFault(.envelopeMalformed, "level \(envelope[5])")
        }
        let version = envelope[6..<10].reduce(0) { $0 << 8 | UInt32($1) }
        return Header(level: level, version: version)
    }

    /// The version of the key an envelope is sealed under; `nil` when it isn't an envelope.
    package static func wrappingVersion(of envelope: [UInt8]) -> UInt32? {
        // Whoever asks only for the number needs no reason why there is none.
        (try? header(of: envelope))?.version
    }
}
