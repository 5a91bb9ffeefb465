import Journal
import Testing
import Vault
import Vocabulary

/// The classic inputs of Certificate Transparency's tests, and the roots over the first so many of them.
private let inputs: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    [
        0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e,
        0x6f,
    ],
]
private let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

/// A tree in memory, with its tiles.
struct MemoryTree: HashSource {
    var edge = TreeEdge()
    var tiles: [String: HashRow] = [:]

    init(_ leaves: HashRow, in steps: [Int] = []) {
        let tree = TreeHash()
        var start = 0
        for step in steps + [leaves.count] where start < leaves.count {
            let end = min(leaves.count, start + max(step, 1))
            for tile in edge.append(leaves[start..<end], tree) {
                tiles["\(tile.level)/\(tile.number)"] = tile.hashes
            }
            start = end
        }
        var width: Int64 = 256
        for (level, hashes) in edge.levels.enumerated() {
            tiles["\(level)/\(edge.size / width)"] = hashes
            width *= 256
        }
    }

    func hashes(level: Int, number: Int64, count: Int) throws -> HashRow {
        try #require(tiles["\(level)/\(number)"])[0..<count]
    }
}

/// So many different leaves.
func leaves(_ count: Int) -> HashRow {
    let tree = TreeHash()
    var row = HashRow()
    for index in 0..<count { row.append(tree.leaf(Array("leaf \(index)".utf8))) }
    return row
}

/// The root as RFC 6962 section 2.1 defines it, word by word.
private func definition(_ hashes: HashRow, _ tree: TreeHash) -> Fingerprint {
    guard hashes.count > 1 else { return hashes.count == 1 ? hashes[0] : TreeHash.empty }
    var split = 1
    while split * 2 < hashes.count { split *= 2 }
    return tree.node(
        definition(hashes[0..<split], tree), definition(hashes[split..<hashes.count], tree))
}

@Suite struct `A tree` {
    @Test(arguments: 0...8) func `has the roots of the classic inputs`(count: Int) throws {
        let tree = TreeHash()
        var row = HashRow()
        for input in inputs.prefix(count) { row.append(tree.leaf(input)) }
        let memory = MemoryTree(row)
        #expect(Hexadecimal.text(memory.edge.root(tree).bytes) == roots[count])
        let view = TreeView(size: Int64(count), of: memory)
        #expect(Hexadecimal.text(try view.root().bytes) == roots[count])
    }

    @Test(arguments: [1, 2, 3, 7, 255, 256, 257, 511, 512, 700, 1_023, 4_097])
    func `has the root of the definition, however it grows`(count: Int) throws {
        let row = leaves(count)
        let tree = TreeHash()
        let expected = definition(row, tree)
        for steps in [[], [1, 1, 1], [255, 1, 1], [100, 300, 7], [256, 256]] {
            let memory = MemoryTree(row, in: steps)
            #expect(memory.edge.root(tree) == expected)
            #expect(try TreeView(size: Int64(count), of: memory).root() == expected)
        }
    }

    @Test func `of 70,000 leaves has three levels of tiles, and its root`() throws {
        let row = leaves(70_000)
        let tree = TreeHash()
        let memory = MemoryTree(row, in: [1, 65_534, 1, 1, 4_000])
        #expect(memory.edge.levels.count == 3)
        #expect(memory.edge.root(tree) == definition(row, tree))
        let view = TreeView(size: 70_000, of: memory)
        #expect(try view.root() == memory.edge.root(tree))
        for index in [0, 1, 255, 256, 65_535, 65_536, 69_999] as [Int64] {
            let path = try view.inclusion(of: index)
            #expect(
                ProofCheck.isIncluded(
                    row[Int(index)], at: index, in: 70_000, path: path,
                    root: memory.edge.root(tree)))
        }
    }

    @Test func `is known again by size and levels, and by no others`() {
        let memory = MemoryTree(leaves(600))
        #expect(TreeEdge(size: 600, levels: memory.edge.levels) == memory.edge)
        #expect(TreeEdge(size: 601, levels: memory.edge.levels) == nil)
        #expect(TreeEdge(size: 600, levels: [memory.edge.levels[0]]) == nil)
        #expect(TreeEdge(size: -1, levels: [HashRow()]) == nil)
    }
}

@Suite struct `A proof` {
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 13, 31, 70])
    func `of inclusion is right for every leaf and wrong for any other`(count: Int) throws {
        let row = leaves(count)
        let memory = MemoryTree(row)
        let root = memory.edge.root(TreeHash())
        let view = TreeView(size: Int64(count), of: memory)
        for index in 0..<Int64(count) {
            let path = try view.inclusion(of: index)
            func isRight(
                _ leaf: Fingerprint, _ at: Int64, _ size: Int64, _ path: [Fingerprint]
            ) -> Bool {
                ProofCheck.isIncluded(leaf, at: at, in: size, path: path, root: root)
            }
            #expect(isRight(row[Int(index)], index, Int64(count), path))
            #expect(!isRight(row[Int(index)], Int64(count), Int64(count), path))
            #expect(!isRight(root, index, Int64(count), path + [root]))
            if count > 1 {
                let other = (index + 1) % Int64(count)
                #expect(!isRight(row[Int(other)], index, Int64(count), path))
                #expect(!isRight(row[Int(index)], other, Int64(count), path))
                #expect(!isRight(row[Int(index)], index, Int64(count), Array(path.dropLast())))
            }
        }
    }

    /// AC-43.
    @Test(arguments: [1, 2, 3, 4, 7, 8, 9, 16, 33, 70])
    func `of consistency is right from every older size`(count: Int) throws {
        let row = leaves(count)
        let tree = TreeHash()
        let memory = MemoryTree(row)
        let root = memory.edge.root(tree)
        let view = TreeView(size: Int64(count), of: memory)
        for old in 0...Int64(count) {
            let before = MemoryTree(row[0..<Int(old)]).edge.root(tree)
            let path = try view.consistency(from: old)
            func isRight(_ before: Fingerprint, _ path: [Fingerprint]) -> Bool {
                ProofCheck.isConsistent(
                    old: old, oldRoot: before, new: Int64(count), newRoot: root, path: path)
            }
            #expect(isRight(before, path))
            if old > 0, old < count {
                #expect(!isRight(row[0], path) || row[0] == before)
                #expect(!isRight(before, path + [root]))
                #expect(!isRight(before, Array(path.dropLast())))
            }
        }
    }
}
