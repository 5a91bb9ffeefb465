import Vault

/// Where the hashes of a stored tree come from, for proofs.
package protocol HashSource {
    /// The hashes of a tile, as many as a tree of some size has there.
    ///
    /// - Parameters:
    ///   - level: 0 for leaves.
    ///   - number: Its place in its level.
    ///   - count: How many of its hashes are wanted, 1 to 256.
    /// - Throws: When they aren't there.
    func hashes(level: Int, number: Int64, count: Int) throws -> HashRow
}

/// A tree of one size over a source: answers with roots and proofs (RFC 6962 sections 2.1.1 and 2.1.2).
package struct TreeView<Source: HashSource> {
    /// How many leaves.
    package let size: Int64
    private let source: Source
    private let tree = TreeHash()

    package init(size: Int64, of source: Source) {
        self.size = size
        self.source = source
    }

    /// The root.
    package func root() throws -> Fingerprint {
        size == 0 ? TreeHash.empty : try hash(of: 0..<size)
    }

    /// The hashes from a leaf's sibling up to the root's child.
    ///
    /// - Parameter index: Of the leaf, below the size.
    package func inclusion(of index: Int64) throws -> [Fingerprint] {
        precondition(index >= 0 && index < size, "the leaf is in the tree")
        var proof: [Fingerprint] = []
        var range = 0..<size
        while range.count > 1 {
            let middle = range.lowerBound + Self.split(Int64(range.count))
            if index < middle {
                proof.append(try hash(of: middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                proof.append(try hash(of: range.lowerBound..<middle))
                range = middle..<range.upperBound
            }
        }
        return proof.reversed()
    }

    /// What shows that a smaller tree is this one's beginning.
    ///
    /// - Parameter old: The smaller tree's size, 0 to this one's.
    package func consistency(from old: Int64) throws -> [Fingerprint] {
        precondition(old >= 0 && old <= size, "the older tree is smaller")
        guard old > 0, old < size else { return [] }
        var proof: [Fingerprint] = []
        var range = 0..<size
        var isWhole = true
        while old != range.upperBound {
            let middle = range.lowerBound + Self.split(Int64(range.count))
            if old <= middle {
                proof.append(try hash(of: middle..<range.upperBound))
                range = range.lowerBound..<middle
            } else {
                proof.append(try hash(of: range.lowerBound..<middle))
                range = middle..<range.upperBound
                isWhole = false
            }
        }
        if !isWhole { proof.append(try hash(of: range)) }
        return proof.reversed()
    }

    /// The largest power of two smaller than a count of two or more.
    private static func split(_ count: Int64) -> Int64 {
        1 << (Int64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }

    /// The hash of a subtree that begins at a multiple of its own width's power of two.
    private func hash(of range: Range<Int64>) throws -> Fingerprint {
        let count = Int64(range.count)
        if count & (count - 1) == 0 { return try complete(range) }
        let middle = range.lowerBound + Self.split(count)
        return tree.node(
            try complete(range.lowerBound..<middle), try hash(of: middle..<range.upperBound))
    }

    /// The hash of a complete subtree, from one tile.
    private func complete(_ range: Range<Int64>) throws -> Fingerprint {
        let height = Int64(range.count).trailingZeroBitCount
        let level = height / 8
        let width = Int64(HashTile.width)
        // In hashes of its level.
        let first = range.lowerBound >> Int64(8 * level)
        let count = Int64(range.count) >> Int64(8 * level)
        let place = first % width
        let inLevel = size >> Int64(8 * level)
        let stored = min(width, inLevel - first / width * width)
        let row = try source.hashes(level: level, number: first / width, count: Int(stored))
        return tree.root(of: row[Int(place)..<Int(place + count)])
    }
}
