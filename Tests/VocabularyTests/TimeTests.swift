import Testing

@testable import Vocabulary

@Suite struct `A moment` {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_795_370_684_123, "2026-11-22T18:04:44.123Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func `is written and read in UTC`(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).text == text)
        #expect(Timestamp(text) == Timestamp(milliseconds: milliseconds))
    }

    @Test(arguments: [
        ("2026-11-22", "2026-11-22T00:00:00.000Z"),
        ("2026-11-22T18:04:44Z", "2026-11-22T18:04:44.000Z"),
        ("2026-11-22t18:04:44z", "2026-11-22T18:04:44.000Z"),
        ("2026-11-22 18:04:44Z", "2026-11-22T18:04:44.000Z"),
        ("2026-11-22T18:04:44.1Z", "2026-11-22T18:04:44.100Z"),
        ("2026-11-22T18:04:44.123999999Z", "2026-11-22T18:04:44.123Z"),
        ("2026-11-22T00:04:44+05:30", "2026-11-21T18:34:44.000Z"),
        ("2026-12-31T23:30:00-01:00", "2027-01-01T00:30:00.000Z"),
        ("2026-11-22T18:04:44-00:00", "2026-11-22T18:04:44.000Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
    ])
    func `is read in the forms of RFC 3339`(text: String, expected: String) {
        #expect(Timestamp(text)?.text == expected)
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-13-01", "2026-00-01", "2026-02-29", "2026-04-31", "2026-11-00",
        "2026-11-22x", "2026-11-22T", "2026-11-22T18:04Z", "2026-11-22T24:00:00Z",
        "2026-11-22T18:60:00Z",
        "2026-11-22T18:04:61Z", "2026-11-22T18:04:44", "2026-11-22T18:04:44.Z",
        "2026-11-22T18:04:44.1",
        "2026-11-22T18:04:44+5:30", "2026-11-22T18:04:44+05:60", "2026-11-22T18:04:44+24:00",
        "2026-11-22T18:04:44ZZ", "2026-11-22T18:04:44Z ", " 2026-11-22", "26-11-22", "+2026-11-22",
        "2026\r11\r22", "2026-11-22\u{0}18:04:44Z", "2026-11-22T18\u{1a}04:44Z",
        "2026-11-22T18:04:44\u{e}1Z",
        "2026-11-22T18:04:44\u{3a}", "２０２６-11-22",
    ])
    func `isn't read from anything else`(text: String) { #expect(Timestamp(text) == nil) }

    @Test func `can be written whatever the database holds`() {
        #expect(Timestamp(milliseconds: .max).text.hasSuffix("Z"))
        #expect(Timestamp(milliseconds: .min).text.hasSuffix("Z"))
    }

    @Test func `comes back as it was written`() {
        for _ in 0..<2000 {
            let moment = Timestamp(
                milliseconds: Int64.random(in: -62_135_596_800_000...253_402_300_799_999))
            #expect(Timestamp(moment.text) == moment)
        }
    }

    @Test func `may be said as a time ago`() {
        let now = Timestamp(milliseconds: 1_795_370_684_123)
        #expect(Timestamp("7d", now: now) == now.advanced(byMilliseconds: -7 * 86_400_000))
        #expect(Timestamp("2026-11-22", now: now)?.text == "2026-11-22T00:00:00.000Z")
        #expect(Timestamp("yesterday", now: now) == nil)
    }
}

@Suite struct `A duration` {
    @Test(
        arguments: [
            ("0s", 0), ("5ms", 5), ("90s", 90_000), ("15m", 900_000), ("12h", 43_200_000),
            ("30d", 2_592_000_000),
            ("36525d", 36_525 * 86_400_000), ("007s", 7000),
        ] as [(String, Int64)])
    func `is digits and a unit`(text: String, milliseconds: Int64) {
        #expect(DurationText.milliseconds(text) == milliseconds)
    }

    @Test(arguments: [
        "", "s", "5", "5 s", " 5s", "5s ", "-5s", "+5s", "1.5h", "5S", "5w", "5sm", "1h30m", "٣s",
        "36526d",
        "9223372036854775807d", "99999999999999999999s", "5\u{301}s",
    ])
    func `is nothing else`(text: String) { #expect(DurationText.milliseconds(text) == nil) }
}

@Suite struct `The machine's clock` {
    @Test func `never goes back when durations are measured`() {
        let clock = SystemClock()
        var last = clock.monotonicNanoseconds
        for _ in 0..<1000 {
            let next = clock.monotonicNanoseconds
            #expect(next >= last)
            last = next
        }
        #expect(clock.now > Timestamp(milliseconds: 1_700_000_000_000))
    }
}
