import Redaction

/// Writes the table of detectors as docs/redaction.md has it.
enum TableLines {
    static func run() {
        for line in DetectorProbe.documentation { print(line) }
    }
}
