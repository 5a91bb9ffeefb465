import Redaction

/// Reads lines of a check's name, a tab and a number, and writes 1 or 0 for each.
enum Verdicts {
    static func run() {
        var out = ""
        while let line = readLine() {
            let fields = line.split(separator: "\t", maxSplits: 1)
            guard fields.count == 2 else { continue }
            let verdict = DetectorProbe.accepts(String(fields[0]), Array(fields[1].utf8))
            out += verdict ? "1\n" : "0\n"
            if out.utf8.count > 1 << 16 {
                print(out, terminator: "")
                out = ""
            }
        }
        print(out, terminator: "")
    }
}

/// Reads lines, each a text with `\n` for line ends, and writes what was found in each.
enum ScanLines {
    static func run() {
        var probe = DetectorProbe()
        while let line = readLine() {
            let text = Array(line.replacing("\\n", with: "\n").utf8)
            let found = (try? probe.find(text)) ?? []
            print(
                found.map { "\($0.name)=\(String(decoding: text[$0.range], as: UTF8.self))" }
                    .joined(separator: " ~ ").replacing("\n", with: "\\n"))
        }
    }
}
