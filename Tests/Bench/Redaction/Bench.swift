import Glibc
import Redaction

/// Measures how fast the detectors are, on one core.
enum Bench {
    static func run() {
        let start = clock()
        var probe = DetectorProbe()
        print(
            "tables ready in \(Double(clock() - start) / 1_000) ms, \(DetectorProbe.count) detectors, \(DetectorProbe.tableBytes / 1024) KiB"
        )
        if CommandLine.arguments.count > 2 {
            let piece = CommandLine.arguments[2].replacing("\\n", with: "\n")
            let text =
                piece == "prose"
                ? BenchTexts.prose(bytes: 4 << 20) : BenchTexts.repeated(piece, 4 << 20)
            for _ in 0..<5 { _ = measure(piece, text, &probe, baseline: nil) }
            return
        }
        let prose = BenchTexts.prose(bytes: 8 << 20)
        let base = measure("ordinary text, 8 MiB", prose, &probe, baseline: nil)
        for (name, text) in BenchTexts.plain(bytes: 8 << 20) {
            _ = measure(name, text, &probe, baseline: nil)
        }
        print("adversarial, 4 MiB each (times the seconds per byte of ordinary text):")
        for (name, text) in BenchTexts.adversarial(bytes: 4 << 20) {
            _ = measure(name, text, &probe, baseline: base)
        }
        prompts(prose, &probe)
    }

    private static func measure(
        _ name: String, _ text: [UInt8], _ probe: inout DetectorProbe, baseline: Double?
    ) -> Double {
        var best = Double.infinity
        var hits = 0
        var fault = ""
        for _ in 0..<3 {
            // Processor time: others on the machine don't count.
            let start = clock()
            do { hits = try probe.count(in: text) } catch { fault = " \(error.code)" }
            best = min(best, Double(clock() - start) / 1_000)
        }
        let perByte = best / Double(text.count)
        let speed = Int(Double(text.count) / best / 1000)
        let ratio = baseline.map { " \((perByte / $0 * 100).rounded() / 100) x" } ?? ""
        print("  \(name): \(speed) MB/s, \(hits) hits\(ratio)\(fault)")
        return perByte
    }

    private static func prompts(_ prose: [UInt8], _ probe: inout DetectorProbe) {
        var times: [Double] = []
        for index in 0..<2_000 {
            let start = (index * 4_099) % (prose.count - 65_536)
            let text = Array(prose[start..<start + 65_536])
            let began = clock()
            _ = try? probe.count(in: text)
            times.append(Double(clock() - began) / 1_000)
        }
        times.sort()
        print("64 KiB text: median \(times[1_000]) ms, p99 \(times[1_980]) ms")
    }
}
