/// All detectors, read once from their rows.
///
/// A row is `name | label | kind | shapes | options | context words | summary`; a line `# family`
/// begins a family. Shapes of a token are literals and runs: `<set:min-max>`, `<pad>` for up to two
/// `=`, `<~set:min-max>` for a run before the mark, `(a|b)` for choices. Shapes of a code are groups:
/// `3-2-4` digits with `-`, `_` for a space, `L2` letters, `,` for nothing between; `9~10` is either
/// length, `!` in front says that no word need stand before. In context words `_` stands for a space,
/// hyphen, underscore or nothing. Rows that come first win where two match the same text.
package struct DetectorTable: Sendable {
    /// Every detector, in order of precedence.
    package let detectors: [Detector]

    /// The shipped table.
    package static let shipped = DetectorTable(rows: [
        SecretRows.models, SecretRows.clouds, SecretRows.development, SecretRows.business,
        StructureRows.all, SecretRows.named, PersonRows.all, NationRows.all,
    ])

    /// Names of the families, each once, in order.
    package var families: [String] {
        var names: [String] = []
        for detector in detectors where !names.contains(detector.family) {
            names.append(detector.family)
        }
        return names
    }

    /// Where the detector of that name is.
    func index(of name: String) -> Int? { detectors.firstIndex { $0.name == name } }

    init(rows: [String]) {
        var detectors: [Detector] = []
        for block in rows {
            var family = ""
            for line in block.split(separator: "\n") {
                if line.hasPrefix("# ") {
                    family = String(line.dropFirst(2))
                } else {
                    detectors.append(Self.detector(line, family: family))
                }
            }
        }
        self.detectors = detectors
    }

    private static func detector(_ line: Substring, family: String) -> Detector {
        let fields = columns(line)
        precondition(fields.count == 7, "a row has seven columns: \(line)")
        var options: [Substring: Substring] = [:]
        for option in fields[4].split(separator: " ") {
            let pair = option.split(separator: "=", maxSplits: 1)
            options[pair[0]] = pair.count > 1 ? pair[1] : ""
        }
        let kind = Detector.Kind(rawValue: String(fields[2]))
        precondition(kind != nil, "an unknown kind: \(line)")
        let check = options["chk"].flatMap { Check(rawValue: String($0)) }
        precondition((check == nil) == (options["chk"] == nil), "an unknown check: \(line)")
        let lengths = (options["len"] ?? "8-128").split(separator: "-").compactMap { Int($0) }
        return Detector(
            name: String(fields[0]), family: family, label: String(fields[1]),
            summary: String(fields[6]), kind: kind ?? .special,
            shapes: fields[3].split(separator: " ").map(String.init),
            context: fields[5].split(separator: " ").map(String.init), check: check,
            entropyMin: hundredths(options["ent"]), isMixed: options["mixed"] != nil,
            hasDigit: options["digit"] != nil, needsContext: options["ctx"] != nil,
            isDocumentNumber: options["idnum"] != nil, isPassword: options["password"] != nil,
            isService: options["service"] != nil,
            isExactWord: options["exact"] != nil, isInner: options["inner"] != nil,
            lengths: lengths[0]...lengths[1])
    }

    /// Columns are divided by a bar with spaces round it; an empty one has only its spaces.
    private static func columns(_ line: Substring) -> [String] {
        var columns: [String] = [""]
        let bytes = Array(line.utf8)
        var text: [UInt8] = []
        var place = 0
        func finish() {
            columns[columns.count - 1] = String(decoding: text, as: UTF8.self)
            text = []
        }
        while place < bytes.count {
            let isBar =
                bytes[place] == UInt8(ascii: "|") && place > 0
                && bytes[place - 1] == UInt8(ascii: " ")
                && (place + 1 == bytes.count || bytes[place + 1] == UInt8(ascii: " "))
            if isBar {
                if text.last == UInt8(ascii: " ") { text.removeLast() }
                finish()
                columns.append("")
                place += 1
                if place < bytes.count, place + 1 < bytes.count,
                    bytes[place + 1] != UInt8(ascii: "|")
                {
                    place += 1
                }
            } else {
                text.append(bytes[place])
                place += 1
            }
        }
        finish()
        return columns.map { $0 == " " ? "" : $0 }
    }

    /// `3.3` is 330.
    private static func hundredths(_ text: Substring?) -> Int {
        guard let text else { return 0 }
        let parts = text.split(separator: ".")
        return (Int(parts[0]) ?? 0) * 100 + (parts.count > 1 ? (Int(parts[1]) ?? 0) * 10 : 0)
    }
}
