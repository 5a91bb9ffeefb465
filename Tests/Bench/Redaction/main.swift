import Redaction

// What one does with the detectors from a shell: measure them, ask them, compare their checks.
let arguments = CommandLine.arguments.dropFirst()
switch arguments.first {
case "verdicts": Verdicts.run()
case "scan": ScanLines.run()
case "table": TableLines.run()
case "requests": RequestBench.run()
case "speed": Bench.run()
default:
    Bench.run()
    RequestBench.run()
}
