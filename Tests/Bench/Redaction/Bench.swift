import Glibc
import Redaction

/// Measures how fast the detectors are, on one core.
enum Bench {
    static func run() {
        let start = clock()
        _ = DetectorTable.shipped
        print("rows read in \(Double(clock() - start) / 1_000) ms")
        var probe = DetectorProbe()
        print(
            "tables ready in \(Double(clock() - start) / 1_000) ms, \(DetectorProbe.count) detectors, \(DetectorProbe.tableBytes / 1024) KiB"
        )
        if CommandLine.arguments.count > 2 {
            let piece = CommandLine.arguments[2].replacing("\\n", with: "\n")
            let text =
                piece == "prose"
                ? BenchTexts.prose(bytes: 4 << 20) : BenchTexts.repeated(piece, 4 << 20)
            for _ in 0..<10 { measure(piece, text, &probe) }
            return
        }
        let prose = BenchTexts.prose(bytes: 8 << 20)
        measure("ordinary text, 8 MiB", prose, &probe)
        for (name, text) in BenchTexts.plain(bytes: 8 << 20) { measure(name, text, &probe) }
        adversarial(&probe)
        prompts(prose, &probe)
    }

    /// Every mark, word and form of the table over and over, whole and broken off, and what else was
    /// thought of; the worst are shown.
    private static func adversarial(_ probe: inout DetectorProbe) {
        let ordinary = BenchTexts.prose(bytes: 48 << 10)
        var texts = BenchTexts.adversarial
        for piece in DetectorProbe.pieces { texts += BenchTexts.variants(piece) }
        texts += BenchTexts.mixtures(DetectorProbe.pieces, count: 1_500)
        var results: [(name: String, ratio: Double, line: String)] = []
        for piece in Set(texts).sorted() {
            let text = BenchTexts.repeated(piece, 48 << 10)
            var found = ratio(text, to: ordinary, &probe, turns: 1)
            // What looks bad is looked at again.
            if found.ratio > 2.4 { found = ratio(text, to: ordinary, &probe, turns: 12) }
            let line =
                "\(Int(found.speed)) MB/s, \(found.hits) hits, \((found.ratio * 100).rounded() / 100) x\(found.fault)"
            results.append((piece, found.ratio, line))
        }
        results.sort { $0.ratio > $1.ratio }
        let over = results.count { $0.ratio > 3 }
        print(
            "adversarial: \(results.count) texts, \(over) above 3 x the time of ordinary text; the worst:"
        )
        for result in results.prefix(over > 12 ? 60 : 12) {
            print("  \(String(reflecting: String(result.name.prefix(60)))): \(result.line)")
        }
    }

    /// Measures a text in turns with ordinary text, so that whatever else the machine does weighs on
    /// both; the best of some turns counts.
    private static func ratio(
        _ text: [UInt8], to ordinary: [UInt8], _ probe: inout DetectorProbe, turns: Int
    ) -> (ratio: Double, speed: Double, hits: Int, fault: String) {
        var best = (Double.infinity, Double.infinity)
        var hits = 0
        var fault = ""
        for _ in 0..<turns {
            best.0 = min(
                best.0,
                seconds({ () throws(RedactionFault) in _ = try probe.count(in: ordinary) }) { _ in }
            )
            best.1 = min(
                best.1,
                seconds({ () throws(RedactionFault) in hits = try probe.count(in: text) }) {
                    fault = " \($0)"
                })
        }
        let perByte = best.1 / Double(text.count)
        return (perByte / (best.0 / Double(ordinary.count)), 1e-6 / perByte, hits, fault)
    }

    /// Processor time: others on the machine don't count.
    private static func seconds(
        _ body: () throws(RedactionFault) -> Void, onFault: (RedactionFault.Code) -> Void
    ) -> Double {
        let start = clock()
        do throws(RedactionFault) { try body() } catch { onFault(error.code) }
        return Double(clock() - start) / 1_000_000
    }

    private static func measure(
        _ name: String, _ text: [UInt8], _ probe: inout DetectorProbe
    ) {
        var best = Double.infinity
        var hits = 0
        for _ in 0..<5 {
            best = min(
                best,
                seconds({ () throws(RedactionFault) in hits = try probe.count(in: text) }) { _ in })
        }
        print("  \(name): \(Int(Double(text.count) / best / 1e6)) MB/s, \(hits) hits")
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
