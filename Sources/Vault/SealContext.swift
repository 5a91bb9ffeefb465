import Vocabulary

/// The place a sealed value belongs to; a value doesn't open in any other.
package struct SealContext: Hashable, Sendable {
    /// The table and column it is stored in, at most 65,535 bytes each.
    package let table: String
    package let column: String
    /// The 16 bytes of the row's identifier.
    package let row: [UInt8]
    /// Counts the rewrites of this value, so that an old one put back doesn't open.
    package let generation: UInt64

    /// The place with a row named by 16 bytes.
    package init(table: String, column: String, row: [UInt8], generation: UInt64) {
        precondition(row.count == 16, "a row is named by 16 bytes")
        precondition(table.utf8.count <= 0xffff && column.utf8.count <= 0xffff, "names are short")
        self.table = table
        self.column = column
        self.row = row
        self.generation = generation
    }

    /// The place with a row named by its identifier.
    package init(table: String, column: String, row: Identifier, generation: UInt64) {
        self.init(table: table, column: column, row: row.bytes, generation: generation)
    }

    /// What the tag covers besides the content: `bursar/aad/v1` 0x00, the envelope's first ten
    /// bytes, table and column with their lengths, row, generation. All numbers in network order.
    func associated(header: some Collection<UInt8>) -> [UInt8] {
        var bytes = Array("bursar/aad/v1\0".utf8)
        bytes.reserveCapacity(bytes.count + 10 + 4 + table.utf8.count + column.utf8.count + 24)
        bytes.append(contentsOf: header)
        for name in [table, column] {
            bytes.append(UInt8(name.utf8.count >> 8))
            bytes.append(UInt8(name.utf8.count & 0xff))
            bytes.append(contentsOf: name.utf8)
        }
        bytes.append(contentsOf: row)
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: generation >> UInt64(shift)))
        }
        return bytes
    }
}
