import Vault

/// Checks proofs without any stored tree (RFC 9162 sections 2.1.3.2 and 2.1.4.2).
package enum ProofCheck {
    /// Does the path lead from a leaf's hash to the root?
    package static func isIncluded(
        _ leaf: Fingerprint, at index: Int64, in size: Int64, path: [Fingerprint],
        root: Fingerprint
    ) -> Bool {
        guard index >= 0, index < size, path.count <= 64 else { return false }
        let tree = TreeHash()
        var (node, last) = (index, size - 1)
        var hash = leaf
        for sibling in path {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                hash = tree.node(sibling, hash)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = tree.node(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Does the path show that the older tree is the younger one's beginning?
    package static func isConsistent(
        old: Int64, oldRoot: Fingerprint, new: Int64, newRoot: Fingerprint, path: [Fingerprint]
    ) -> Bool {
        guard old >= 0, old <= new, path.count <= 64 else { return false }
        if old == new { return path.isEmpty && oldRoot == newRoot }
        if old == 0 { return path.isEmpty && oldRoot == TreeHash.empty }
        let tree = TreeHash()
        var path = path[...]
        // A complete older tree is a node of the younger one, and isn't sent again.
        if old & (old - 1) == 0 { path = [oldRoot] + path }
        guard let start = path.popFirst() else { return false }
        var (node, last) = (old - 1, new - 1)
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var (before, after) = (start, start)
        for hash in path {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                before = tree.node(hash, before)
                after = tree.node(hash, after)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                after = tree.node(after, hash)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && before == oldRoot && after == newRoot
    }
}
