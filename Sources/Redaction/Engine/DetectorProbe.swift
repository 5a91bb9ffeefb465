/// The detectors alone, all on, for measuring and for tools.
package struct DetectorProbe {
    private var scanner: Scanner

    /// All shipped detectors.
    package init() {
        let tables = ScannerTables.shipped
        scanner = Scanner(
            tables, isActive: [Bool](repeating: true, count: tables.detectors.count))
    }

    /// How many detectors there are.
    package static var count: Int { ScannerTables.shipped.detectors.count }

    /// A row of Markdown for each detector, as docs/redaction.md has them.
    package static var documentation: [String] {
        DetectorTable.shipped.detectors.map { "| `\($0.name)` | `\($0.family)` | \($0.summary) |" }
    }

    /// How many bytes the automaton's table has.
    package static var tableBytes: Int { ScannerTables.shipped.automaton.next.count * 2 }

    /// Does the check of that name accept a number without separators, in upper case?
    package static func accepts(_ check: String, _ number: [UInt8]) -> Bool {
        guard let check = Check(rawValue: check) else { return false }
        return check.accepts(number.span)
    }

    /// How many places in a text are found, overlapping ones included.
    package mutating func count(in text: [UInt8]) throws(RedactionFault) -> Int {
        try scanner.scan(text.span)
        return scanner.hits.count
    }

    /// What is found in a text, overlaps resolved.
    package mutating func find(
        _ text: [UInt8]
    ) throws(RedactionFault) -> [(name: String, range: Range<Int>)] {
        try scanner.scan(text.span)
        let resolved = Overlaps.resolved(scanner.hits) { _ in 0 }
        return resolved.map { (scanner.tables.detectors[$0.detector].name, $0.range) }
    }
}
