import Testing

@testable import Redaction

@Suite struct `A value in disguise` {
    @Test(arguments: [
        "5555\u{200b} 5555 5555\u{200b} 4444", "5555\u{2011}5555\u{2011}5555\u{2011}4444",
        "5555\u{a0}5555\u{a0}5555\u{a0}4444", "\u{ff15}555 5555 5555 444\u{ff14}",
        "５５５５５５５５５５５５４４４４", "55\u{ad}55555555554444", "ann\u{200d}@corp.io", "ann&#64;corp.io",
        "ann&#x40;corp.io", "ann%40corp.io", "ann\u{ff20}corp.io", "\u{feff}ann@corp.io",
    ]) func `is found as it is meant, and comes back as it was written`(value: String) throws {
        let json = "{\"messages\":[\(Fixture.quoted("so \(value) it is"))]}"
        let (text, redacted) = try Fixture.redact(json)
        #expect(text.contains(#/\["so [^ ]{0,3}BUR(CARD|EMAIL)[0-9a-z]{11} it is"\]/#), "\(text)")
        #expect(redacted.findings.headerText?.hasSuffix("=1") ?? false)
        let kept = redacted.restoration.values.values.map { String(decoding: $0, as: UTF8.self) }
        #expect(kept.count == 1 && value.hasSuffix(kept[0]))
    }

    @Test(arguments: [
        "“quoted” – and so—on, it’s 5 €, 10 °C, 100% of 20%, a&#9;b, %zz, 😀",
        "1–2 Wochen, S. 12–15",
        "a%20b%2Fc", "ｆｕｌｌ ｗｉｄｔｈ", "\u{200b}", "&#", "&#x;", "%", "\u{ad}", "%4",
    ]) func `is none in ordinary text`(text: String) throws {
        let json = "{\"messages\":[\(Fixture.quoted(text))]}"
        #expect(try Fixture.redact(json).redacted.body == nil)
    }
}
