import Vault

/// Hashes of one level that are complete: 256 side by side, as C2SP's tlog-tiles has them.
package struct HashTile: Hashable, Sendable {
    /// How many hashes a complete tile has.
    package static let width = 256

    /// 0 for leaves; a hash of level n stands for a whole tile of level n-1.
    package let level: Int
    /// Its place in its level, from 0.
    package let number: Int64
    package let hashes: HashRow
}

/// The right edge of a growing tree: what must be known to go on and to tell the root.
///
/// A value: whoever appends in vain keeps the one before.
package struct TreeEdge: Hashable, Sendable {
    /// How many levels of tiles there can be: 256^8 leaves are more than there will be.
    static let levelsMax = 8

    /// How many leaves the tree has.
    package private(set) var size: Int64
    /// For each level, the hashes of its incomplete tile; fewer than 256.
    package private(set) var levels: [HashRow]

    /// A tree without leaves.
    package init() {
        size = 0
        levels = [HashRow()]
    }

    /// The edge of a stored tree.
    ///
    /// - Parameter levels: The hashes of the incomplete tile of each level, leaves first.
    /// - Returns: `nil` when they don't fit the size.
    package init?(size: Int64, levels: [HashRow]) {
        guard size >= 0, !levels.isEmpty else { return nil }
        var rest = size
        for (level, hashes) in levels.enumerated() {
            guard level < Self.levelsMax, Int64(hashes.count) == rest % Int64(HashTile.width) else {
                return nil
            }
            rest /= Int64(HashTile.width)
        }
        guard rest == 0 else { return nil }
        self.size = size
        self.levels = levels
    }

    /// Appends leaves.
    ///
    /// - Returns: The tiles that are complete now, of all levels, lower levels first.
    package mutating func append(_ leaves: HashRow, _ tree: TreeHash) -> [HashTile] {
        var complete: [HashTile] = []
        for index in 0..<leaves.count {
            levels[0].append(leaves[index])
            size += 1
            var level = 0
            while levels[level].count == HashTile.width {
                let span = (0...level).reduce(1) { width, _ in width * Int64(HashTile.width) }
                let tile = HashTile(level: level, number: size / span - 1, hashes: levels[level])
                complete.append(tile)
                levels[level].removeAll()
                level += 1
                if level == levels.count { levels.append(HashRow()) }
                levels[level].append(tree.root(of: tile.hashes))
            }
        }
        return complete
    }

    /// The root of the whole tree.
    package func root(_ tree: TreeHash) -> Fingerprint {
        var root: Fingerprint?
        for hashes in levels where hashes.count > 0 {
            root = fold(hashes, root, tree)
        }
        return root ?? TreeHash.empty
    }

    /// The root over complete subtrees of one level and, to their right, one smaller than each of them.
    private func fold(
        _ hashes: HashRow, _ right: Fingerprint?, _ tree: TreeHash
    ) -> Fingerprint {
        var right = right
        var end = hashes.count
        // From the right: the count's binary digits are the complete subtrees.
        while end > 0 {
            let width = end & -end
            let part = tree.root(of: hashes[end - width..<end])
            right = right.map { tree.node(part, $0) } ?? part
            end -= width
        }
        return right ?? TreeHash.empty
    }
}
