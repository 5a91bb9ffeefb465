import Testing
import Vocabulary

@Suite struct `A number out of a list` {
    @Test(
        arguments: [
            ("1.5e-07", 15, 150_000_000), ("7.5E-8", 15, 75_000_000), ("0", 9, 0), ("0.0", 9, 0),
            ("-0.0", 9, 0), ("1e3", 2, 100_000), ("+2.50", 2, 250), ("-1.25", 2, -125),
            ("100e-2", 0, 1), ("0.003625", 9, 3_625_000), ("9223372036854775807", 0, .max),
        ] as [(String, Int, Int64)])
    func `is read exactly`(text: String, decimals: Int, expected: Int64) {
        #expect(DecimalText.scaledNumber(text, decimals: decimals) == expected)
    }

    @Test(arguments: [
        "", "-", ".", ".5e", "e5", "1e", "1e+-5", "NaN", "inf", "0x10", "1_000", "1,5", "1.2.3",
        "1e101", "9223372036854775808", "0.0000000001", "１",
    ])
    func `is refused where it isn't one, or doesn't fit`(text: String) {
        #expect(DecimalText.scaledNumber(text, decimals: 9) == nil)
    }
}
