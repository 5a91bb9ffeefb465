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

    /// - Parameter network: The words as they lie in memory, in network order.
    fileprivate init(network: (UInt64, UInt64, UInt64, UInt64)) {
        first = UInt64(bigEndian: network.0)
        second = UInt64(bigEndian: network.1)
        third = UInt64(bigEndian: network.2)
        fourth = UInt64(bigEndian: network.3)
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

    /// Appends the 32 bytes.
    package func append(to bytes: inout [UInt8]) {
        unsafe withUnsafeBytes(of: network) { unsafe bytes.append(contentsOf: $0) }
    }

    /// The words, the highest first.
    var words: (UInt64, UInt64, UInt64, UInt64) { (first, second, third, fourth) }

    /// The words as they lie in memory, in network order.
    fileprivate var network: (UInt64, UInt64, UInt64, UInt64) {
        (first.bigEndian, second.bigEndian, third.bigEndian, fourth.bigEndian)
    }
}

/// SHA-256 of many short texts, one after the other: the context is made once. Used by one thread at a time.
@safe package final class Hasher256 {
    private let context: OpaquePointer?
    /// A mark and two digests.
    private let pair: UnsafeMutableRawPointer

    package init() {
        unsafe context = EVP_MD_CTX_new()
        unsafe pair = .allocate(byteCount: 1 + 2 * Fingerprint.count, alignment: 8)
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
        unsafe pair.deallocate()
    }

    /// SHA-256 of one byte and what follows it.
    package func hash(_ mark: UInt8, _ bytes: [UInt8]) -> Fingerprint {
        var text = HashedText()
        text.append(bytes)
        return text.hash(mark, by: self)
    }

    /// SHA-256 of one byte and two digests.
    package func hash(_ mark: UInt8, _ left: Fingerprint, _ right: Fingerprint) -> Fingerprint {
        unsafe pair.storeBytes(of: mark, as: UInt8.self)
        unsafe pair.storeBytes(of: left.network, toByteOffset: 1, as: Words.self)
        unsafe pair.storeBytes(
            of: right.network, toByteOffset: 1 + Fingerprint.count, as: Words.self)
        return unsafe hash(UnsafeRawBufferPointer(start: pair, count: 1 + 2 * Fingerprint.count))
    }

    /// Replaces each two digests that lie side by side by SHA-256 of one byte and both; an odd one out stays as it is.
    package func halve(_ mark: UInt8, _ row: inout [UInt8]) {
        let (count, size) = (row.count / Fingerprint.count, Fingerprint.count)
        unsafe pair.storeBytes(of: mark, as: UInt8.self)
        unsafe row.withUnsafeMutableBytes { row in
            guard let start = row.baseAddress else { return }
            for place in 0..<count / 2 {
                unsafe (pair + 1).copyMemory(from: start + 2 * place * size, byteCount: 2 * size)
                let above = unsafe hash(
                    UnsafeRawBufferPointer(start: pair, count: 1 + 2 * size))
                unsafe (start + place * size).storeBytes(of: above.network, as: Words.self)
            }
            if !count.isMultiple(of: 2) {
                unsafe (start + count / 2 * size)
                    .copyMemory(from: start + (count - 1) * size, byteCount: size)
            }
        }
        row.removeLast(row.count - (count + 1) / 2 * size)
    }

    private typealias Words = (UInt64, UInt64, UInt64, UInt64)

    /// SHA-256 of some bytes; fails, like `Digest`, only without memory or without the algorithm.
    func hash(_ bytes: UnsafeRawBufferPointer) -> Fingerprint {
        var digest: Words = (0, 0, 0, 0)
        let isDone = unsafe withUnsafeMutableBytes(of: &digest) { target in
            unsafe EVP_DigestInit_ex2(context, OpenSSL.sha256, nil) == 1
                && EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
                && EVP_DigestFinal_ex(
                    context, target.baseAddress?.assumingMemoryBound(to: UInt8.self), nil) == 1
        }
        precondition(isDone, "SHA-256 is always there")
        return Fingerprint(network: digest)
    }
}
