import Vault

/// The hashes of RFC 6962 section 2.1: a leaf is hashed with a 0 before it, a node with a 1, so that neither can be
/// taken for the other.
///
/// Not shared: whoever hashes has one of its own.
package final class TreeHash {
    private let hasher = Hasher256()

    package init() {}

    /// The root of a tree without leaves: SHA-256 of nothing.
    package static let empty = Fingerprint(Digest.sha256([]), at: 0)

    /// The hash of a leaf.
    package func leaf(_ bytes: [UInt8]) -> Fingerprint { hasher.hash(0, bytes) }

    /// The hash of a leaf where it was put together.
    func leaf(_ text: borrowing HashedText) -> Fingerprint { text.hash(0, by: hasher) }

    /// The hash of a node above two others.
    package func node(_ left: Fingerprint, _ right: Fingerprint) -> Fingerprint {
        hasher.hash(1, left, right)
    }

    /// A commitment to texts: SHA-256 of a 2, a key and the texts; a mark of its own, so that it is no tree's hash.
    package func commitment(_ bytes: [UInt8]) -> Fingerprint { hasher.hash(2, bytes) }

    /// A commitment to texts where they were put together.
    func commitment(_ texts: borrowing HashedText) -> Fingerprint { texts.hash(2, by: hasher) }

    /// The root over hashes that lie side by side, one or more: the largest power of two that is smaller than their
    /// count goes to the left. Halving them again and again, an odd one out waiting, makes the same tree.
    package func root(of hashes: HashRow) -> Fingerprint {
        guard hashes.count > 0 else { return Self.empty }
        var row = hashes.bytes
        while row.count > Fingerprint.count { hasher.halve(1, &row) }
        return Fingerprint(row, at: 0)
    }
}

/// Hashes side by side, 32 bytes each.
package struct HashRow: Hashable, Sendable {
    /// All bytes, a multiple of 32.
    package private(set) var bytes: [UInt8]

    /// - Returns: `nil` when the bytes are no multiple of 32.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count.isMultiple(of: Fingerprint.count) else { return nil }
        self.bytes = bytes
    }

    package init() { bytes = [] }

    /// How many there are.
    package var count: Int { bytes.count / Fingerprint.count }

    package subscript(index: Int) -> Fingerprint {
        Fingerprint(bytes, at: index * Fingerprint.count)
    }

    /// Some of them.
    package subscript(range: Range<Int>) -> HashRow {
        var part = HashRow()
        part.bytes = Array(
            bytes[range.lowerBound * Fingerprint.count..<range.upperBound * Fingerprint.count])
        return part
    }

    package mutating func append(_ hash: Fingerprint) { hash.append(to: &bytes) }

    package mutating func append(_ other: HashRow) { bytes += other.bytes }

    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
