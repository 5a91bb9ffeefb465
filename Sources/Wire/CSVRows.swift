/// Comma-separated text (RFC 4180), read row by row within limits; quotes may hold commas, quotes and line ends.
package struct CSVRows: Sendable {
    /// The rows, each with its fields; lines with nothing in them are left out.
    package let rows: [[String]]

    /// Why a text can't be read.
    package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// Where, counted from 1.
        package let line: Int
        /// What is wrong there.
        package let description: String
    }

    /// How many rows and fields in a row there may be, and how long a field may be in bytes.
    package static let rowsMax = 1_000_000
    package static let fieldsMax = 1_024
    package static let fieldBytesMax = 65_536

    /// Reads the whole text.
    ///
    /// - Parameter separator: What stands between fields.
    /// - Throws: The first fault: quotes that don't close or stand amid a field, bytes that aren't UTF-8, a limit.
    package init(
        parsing bytes: [UInt8], separator: UInt8 = UInt8(ascii: ",")
    ) throws(Fault) {
        var reader = CSVReader(separator: separator)
        let hasMark = bytes.starts(with: [0xef, 0xbb, 0xbf])
        for byte in bytes.dropFirst(hasMark ? 3 : 0) { try reader.take(byte) }
        rows = try reader.finish()
    }
}

/// The state of a reading.
private struct CSVReader {
    private enum Place { case fieldStart, plain, quoted, quoteEnd }

    let separator: UInt8
    private var rows: [[String]] = []
    private var fields: [String] = []
    private var field: [UInt8] = []
    private var place = Place.fieldStart
    private var line = 1
    private var lastWasReturn = false

    init(separator: UInt8) { self.separator = separator }

    mutating func take(_ byte: UInt8) throws(CSVRows.Fault) {
        defer { lastWasReturn = byte == UInt8(ascii: "\r") }
        let isLineFeed = byte == UInt8(ascii: "\n")
        if isLineFeed { line += 1 }
        if place == .quoted {
            if byte == UInt8(ascii: "\"") { place = .quoteEnd } else { try append(byte) }
            return
        }
        switch byte {
        case separator: try endField()
        case UInt8(ascii: "\n"):
            // The second half of a line end.
            if lastWasReturn, fields.isEmpty, field.isEmpty, place == .fieldStart { return }
            try endRow()
        case UInt8(ascii: "\r"): try endRow()
        case UInt8(ascii: "\""):
            switch place {
            case .fieldStart: place = .quoted
            case .quoteEnd:
                try append(byte)
                place = .quoted
            default: throw fault("a quote stands amid a field")
            }
        default:
            guard place != .quoteEnd else { throw fault("something follows a closing quote") }
            place = .plain
            try append(byte)
        }
    }

    mutating func finish() throws(CSVRows.Fault) -> [[String]] {
        guard place != .quoted else { throw fault("a quote isn't closed") }
        try endRow()
        return rows
    }

    private mutating func append(_ byte: UInt8) throws(CSVRows.Fault) {
        guard field.count < CSVRows.fieldBytesMax else { throw fault("a field is too long") }
        guard byte != 0 else { throw fault("there is a zero byte") }
        field.append(byte)
    }

    private mutating func endField() throws(CSVRows.Fault) {
        guard let text = String(validating: field, as: UTF8.self) else {
            throw fault("it isn't UTF-8")
        }
        guard fields.count < CSVRows.fieldsMax else { throw fault("there are too many fields") }
        fields.append(text)
        field.removeAll(keepingCapacity: true)
        place = .fieldStart
    }

    private mutating func endRow() throws(CSVRows.Fault) {
        if fields.isEmpty, field.isEmpty, place == .fieldStart { return }
        try endField()
        guard rows.count < CSVRows.rowsMax else { throw fault("there are too many rows") }
        rows.append(fields)
        fields = []
    }

    private func fault(_ description: String) -> CSVRows.Fault {
        CSVRows.Fault(line: line, description: description)
    }
}
