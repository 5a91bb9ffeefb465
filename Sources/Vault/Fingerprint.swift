import COpenSSL
import Vocabulary

/// A SHA-256 digest held inline: 32 bytes without an array of their own.
package struct Fingerprint: Hashable, Sendable {
    /// Its length in bytes.
    package static let count = 32

    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// Reads 32 bytes of a longer sequence.
    ///
    /// - Parameter offset: Where they begin; all of them must be there.
    init(_ bytes: RawSpan, at offset: Int = 0) {
        func word(_ index: Int) -> UInt64 {
            UInt64(
                bigEndian: unsafe bytes.unsafeLoadUnaligned(
                    fromByteOffset: offset + 8 * index, as: UInt64.self))
        }
        precondition(offset >= 0 && offset + Self.count <= bytes.byteCount, "32 bytes are there")
        first = word(0)
        second = word(1)
        third = word(2)
        fourth = word(3)
    }

    /// Reads 32 bytes; `nil` for another count.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.count else { return nil }
        self.init(bytes, at: 0)
    }

    /// Reads 32 bytes of a longer array, which has them.
    package init(_ bytes: [UInt8], at offset: Int) {
        self.init(unsafe bytes.span.bytes, at: offset)
    }

    /// The 32 bytes.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.count)
        append(to: &bytes)
        return bytes
    }

    /// Appends 64 lower-case digits.
    package func appendHexadecimal(to text: inout [UInt8]) {
        for word in [first, second, third, fourth] {
            for shift in stride(from: 60, through: 0, by: -4) {
                text.append(Hexadecimal.character(UInt8(word >> UInt64(shift) & 15)))
            }
        }
    }

    /// Appends the 32 bytes.
    package func append(to bytes: inout [UInt8]) {
        for word in [first, second, third, fourth] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
    }
}

/// SHA-256 of many short texts, one after the other: the context is made once. Used by one thread at a time.
@safe package final class Hasher256 {
    private let context: OpaquePointer?

    package init() { unsafe context = EVP_MD_CTX_new() }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// SHA-256 of one byte and what follows it.
    package func hash(_ mark: UInt8, _ bytes: [UInt8]) -> Fingerprint {
        begin(mark)
        unsafe bytes.withUnsafeBytes { unsafe take($0) }
        return end()
    }

    /// SHA-256 of one byte and two digests.
    package func hash(_ mark: UInt8, _ left: Fingerprint, _ right: Fingerprint) -> Fingerprint {
        begin(mark)
        unsafe withUnsafeBytes(of: (left.network, right.network)) {
            unsafe take($0)
        }
        return end()
    }

    private func begin(_ mark: UInt8) {
        // Like `Digest`: it fails only without memory or without the algorithm.
        let isReady = unsafe EVP_DigestInit_ex2(context, OpenSSL.sha256, nil) == 1
        precondition(isReady, "SHA-256 is always there")
        unsafe withUnsafeBytes(of: mark) { unsafe take($0) }
    }

    private func take(_ bytes: UnsafeRawBufferPointer) {
        let isTaken = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
        precondition(isTaken, "SHA-256 is always there")
    }

    private func end() -> Fingerprint {
        var digest: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        return unsafe withUnsafeMutableBytes(of: &digest) { target in
            let isDone =
                unsafe EVP_DigestFinal_ex(
                    context, target.baseAddress?.assumingMemoryBound(to: UInt8.self), nil) == 1
            precondition(isDone, "SHA-256 is always there")
            return Fingerprint(unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(target)))
        }
    }
}

extension Fingerprint {
    /// The words as they lie in memory, in network order.
    fileprivate var network: (UInt64, UInt64, UInt64, UInt64) {
        (first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian)
    }
}
