import Vocabulary

/// Values of an answer as text.
package enum CellText {
    /// Exactly, for tables and files; empty for nothing.
    package static func exact(_ cell: ReportCell, _ kind: ReportColumn.Kind) -> String {
        switch (cell, kind) {
        case (.null, _): ""
        case (.text(let text), _): PlainWord.of(text)
        case (.number(let number), .money): NanoUSD(number).dollars
        case (.number(let number), .percent): DecimalText.text(number, decimals: 2, decimalsMin: 2)
        case (.number(let number), .time): Timestamp(milliseconds: number).text
        case (.number(let number), .day): String(Timestamp(milliseconds: number).text.prefix(10))
        case (.number(let number), .month): String(Timestamp(milliseconds: number).text.prefix(7))
        case (.number(let number), _): String(number)
        }
    }

    /// For reading: grouped, with its unit.
    ///
    /// - Parameter decimals: Of dollars.
    static func readable(
        _ cell: ReportCell, _ kind: ReportColumn.Kind, decimals: Int = 2
    ) -> String {
        guard case .number(let number) = cell else { return exact(cell, kind) }
        switch kind {
        case .money: return dollars(number, decimals: decimals)
        case .count, .text: return grouped(number)
        case .percent: return exact(cell, kind) + " %"
        case .milliseconds: return duration(number)
        case .time:
            let text = Timestamp(milliseconds: number).text
            return text.prefix(10) + " " + text.dropFirst(11).prefix(5)
        case .day, .month: return exact(cell, kind)
        }
    }

    /// For an axis: short.
    static func short(_ number: Int64, _ kind: ReportColumn.Kind) -> String {
        switch kind {
        case .money:
            if abs(number) >= 10_000_000_000_000 { return "$" + thousands(number / 1_000_000_000) }
            return number % 1_000_000_000 == 0
                ? "$" + grouped(number / 1_000_000_000)
                : "$" + DecimalText.text(number, decimals: 9, decimalsMin: 2)
        case .percent:
            return DecimalText.text(number, decimals: 2, decimalsMin: 0) + " %"
        case .milliseconds: return duration(number)
        default: return thousands(number)
        }
    }

    /// How many decimals of a dollar amounts up to this one need.
    static func decimals(forUpTo amount: Int64) -> Int {
        abs(amount) >= 100_000_000_000 ? 2 : abs(amount) >= 1_000_000_000 ? 4 : 6
    }

    private static func dollars(_ nano: Int64, decimals: Int) -> String {
        if nano == 0 { return "$0" }
        var unit: Int64 = 1
        for _ in decimals..<9 { unit *= 10 }
        // Half up, away from zero below it.
        let rounded = (abs(nano) / unit) + (abs(nano) % unit >= unit - unit / 2 ? 1 : 0)
        let text = DecimalText.text(rounded, decimals: decimals, decimalsMin: decimals)
        let parts = text.split(separator: ".")
        let whole = grouped(Int64(parts[0]) ?? 0)
        return (nano < 0 && rounded != 0 ? "−" : "") + "$" + whole + "." + (parts.last ?? "")
    }

    /// With a thin space before each three digits.
    static func grouped(_ number: Int64) -> String {
        var text = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { text.append("\u{202f}") }
            text.append(digit)
        }
        return (number < 0 ? "−" : "") + String(text.reversed())
    }

    private static func thousands(_ number: Int64) -> String {
        for (unit, letter) in [(1_000_000_000 as Int64, "G"), (1_000_000, "M"), (1_000, "k")]
        where abs(number) >= unit * 10 || (abs(number) >= unit && number % (unit / 10) == 0) {
            let tenths = number / (unit / 10)
            return tenths % 10 == 0
                ? "\(tenths / 10)\(letter)"
                : DecimalText.text(tenths, decimals: 1, decimalsMin: 1) + letter
        }
        return grouped(number)
    }

    private static func duration(_ milliseconds: Int64) -> String {
        if abs(milliseconds) < 1_000 { return "\(milliseconds) ms" }
        if abs(milliseconds) < 100_000 {
            return DecimalText.text(milliseconds / 10, decimals: 2, decimalsMin: 0) + " s"
        }
        return grouped(milliseconds / 1_000) + " s"
    }
}

/// Text of clients, safe to show: control characters and marks that turn the direction of text become `?`.
enum PlainWord {
    /// The same on one line.
    static func of(_ text: String) -> String {
        var plain = ""
        for scalar in text.unicodeScalars {
            let isBad =
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate,
                    .privateUse:
                    true
                default: false
                }
            plain.unicodeScalars.append(isBad ? "?" : scalar)
        }
        return plain
    }
}
