import Testing

@testable import Vault

/// A piece of this process's memory as `/proc/self/smaps` has it.
struct MemoryArea {
    let addresses: Range<UInt>
    /// Such as `rw-p`, or `---p` for a guard page.
    let rights: Substring
    /// The kernel's two-letter flags: `lo` is locked, `dd` is left out of dumps.
    let flags: Set<Substring>

    /// All areas in the order of their addresses.
    static func all() throws -> [MemoryArea] {
        var areas: [MemoryArea] = []
        var head: (Range<UInt>, Substring)?
        for line in try TestFolder.text(of: "/proc/self/smaps").split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.first == "VmFlags:", let (addresses, rights) = head {
                areas.append(
                    MemoryArea(addresses: addresses, rights: rights, flags: Set(words.dropFirst())))
            } else if let ends = words.first?.split(separator: "-"), ends.count == 2,
                words.count > 4,
                let low = UInt(ends[0], radix: 16), let high = UInt(ends[1], radix: 16)
            {
                head = (low..<high, words[1])
            }
        }
        return areas
    }
}
