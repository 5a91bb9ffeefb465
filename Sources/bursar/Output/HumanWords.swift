import Foundation

/// Words for humans, on standard error, so that standard output stays one document.
enum HumanWords {
    /// One line.
    static func say(_ sentence: String) {
        let line = PlainText.lines(sentence) + "\n"
        // nobody is listening: nothing to do
        try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
    }
}

/// Answers, on standard output; written at once, so that they stand before what is said afterwards.
enum StandardOutput {
    /// A line for whoever sits at the terminal; nothing when output goes to a file, where logs may go too.
    static func announce(_ sentence: String) {
        if isatty(STDOUT_FILENO) == 1 { write(sentence + "\n") }
    }

    /// Text with its line ends.
    static func write(_ text: String) {
        // nobody is listening: nothing to do
        try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    }
}

/// Text that is safe to show in a terminal.
enum PlainText {
    /// On one line: control characters, escapes and marks that turn the direction of text become `?`.
    static func word(_ text: String) -> String { replaced(text) { $0 == "\n" || $0 == "\t" } }

    /// With its line ends and tabs kept.
    static func lines(_ text: String) -> String { replaced(text) { _ in false } }

    private static func replaced(_ text: String, alsoPlainBreaks: (Unicode.Scalar) -> Bool)
        -> String
    {
        var plain = ""
        for scalar in text.unicodeScalars {
            let isBreak = scalar == "\n" || scalar == "\t"
            let isBad =
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate,
                    .privateUse:
                    !isBreak || alsoPlainBreaks(scalar)
                default: false
                }
            plain.unicodeScalars.append(isBad ? "?" : scalar)
        }
        return plain
    }
}
