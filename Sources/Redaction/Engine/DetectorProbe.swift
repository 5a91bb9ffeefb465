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

    /// What the table looks for, as text: each mark (and one with some of its run), each word.
    package static var pieces: [String] {
        var pieces: [String] = []
        for detector in DetectorTable.shipped.detectors {
            pieces += detector.context.map { $0.replacing("_", with: " ") }
            switch detector.kind {
            case .token:
                for shape in detector.shapes.flatMap(TokenShape.shapes) {
                    let mark = String(decoding: shape.anchor, as: UTF8.self)
                    pieces += [mark, mark + "aB3dE5gH7jK9mN1pQ2"]
                }
            case .code, .mask:
                pieces += detector.shapes.map { shape in
                    String(shape.map { $0 == "_" ? " " : $0 == "9" || $0 == "N" ? "7" : $0 })
                }
            case .assign: pieces += detector.shapes.map { $0.replacing("_", with: " ") }
            case .near, .special: break
            }
        }
        return pieces.filter { !$0.isEmpty }
    }

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
