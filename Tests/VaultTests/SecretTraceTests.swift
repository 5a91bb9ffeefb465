import Testing
import Vocabulary

@testable import Vault

@Suite struct `A secret's trace` {
    private let text: String
    private let trace = SecretTrace()

    init() throws {
        text = "sk-test-" + Hexadecimal.text(try RandomBytes.make(22))
        trace.learn(try Secret(copying: Array(text.utf8)))
    }

    private func place(_ bytes: [UInt8], step: Int) -> Int? {
        unsafe trace.place(in: bytes.span.bytes, from: 0, step: step)
    }

    private func finds(_ text: String, step: Int) -> Bool {
        place(Array(text.utf8), step: step) != nil
    }

    @Test func `finds each fragment that is long enough, wherever it stands`() throws {
        let middle = Array(text.utf8.dropFirst(8))
        for step in [1, 3, 8] {
            let length = SecretTrace.windowBytes + step - 1
            for start in 0...(middle.count - length) {
                for shift in 0..<9 {
                    let hay =
                        [UInt8](repeating: 0x20, count: shift) + middle[start..<(start + length)]
                    let found = try #require(place(hay + hay, step: step))
                    #expect(found <= shift + step - 1)
                }
            }
        }
    }

    @Test func `finds next to nothing else`() throws {
        var found = 0
        for _ in 0..<200 {
            let other = "sk-test-" + Hexadecimal.text(try RandomBytes.make(22))
            if finds(other, step: 1) { found += 1 }
        }
        // 37 windows each, of which one in 8,000 is taken for one of the secret's
        #expect(found < 20)
        #expect(!finds("", step: 1) && !finds("1234567", step: 1))
    }

    @Test func `says nothing before it has learnt, and of what is too short`() throws {
        let (ignorant, short) = (SecretTrace(), "hunter2")
        func isFound(_ text: String) -> Bool {
            unsafe ignorant.place(in: Array(text.utf8).span.bytes, from: 0, step: 1) != nil
        }
        #expect(!isFound(text))
        ignorant.learn(try Secret(copying: Array(short.utf8)))
        #expect(!isFound(short + short))
    }

    @Test func `leaves the last word to the secret`() throws {
        let secret = try Secret(copying: Array(text.utf8))
        func holds(_ text: String, _ length: Int) -> Bool {
            unsafe SecretTrace.holds(Array(text.utf8).span.bytes, partOf: secret, bytes: length)
        }
        let end = String(text.suffix(15))
        #expect(holds("x" + end, 15) && holds("x" + end, 8) && !holds("x" + end.dropFirst(), 15))
        #expect(!holds("sk-test-", 8), "what all keys of a kind begin with is public")
        #expect(!holds("", 8) && !holds(end, 100))
    }

    @Test(arguments: 12...24) func `finds a short key whole, wherever it stands`(count: Int) throws
    {
        let (trace, short) = (SecretTrace(), Array(text.utf8.suffix(count)))
        let secret = try Secret(copying: short)
        trace.learn(secret)
        for length in [8, 15] {
            for shift in 0..<9 {
                let hay = [UInt8](repeating: 0x20, count: shift) + short + [0x20]
                let place = unsafe trace.place(
                    in: hay.span.bytes, from: 0, step: trace.step(for: length))
                #expect(place != nil)
                unsafe #expect(SecretTrace.holds(hay.span.bytes, whole: secret))
            }
        }
        let part = Array(short.dropLast())
        unsafe #expect(!SecretTrace.holds(part.span.bytes, whole: secret))
    }

    @Test func `takes no repeat and no alphabet for a part of a key`() throws {
        for (key, text) in [
            ("sk-" + String(repeating: "1", count: 48), "mask = 0b1111111111111111"),
            ("sk-1234567890abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyz"),
            ("sk-" + String(repeating: "ab", count: 20), "abababababababababab"),
        ] {
            let (secret, text, key) = (
                try Secret(copying: Array(key.utf8)), Array(text.utf8), Array(key.utf8)
            )
            for length in [8, 15] {
                unsafe #expect(!SecretTrace.holds(text.span.bytes, partOf: secret, bytes: length))
            }
            unsafe #expect(SecretTrace.holds(key.span.bytes, whole: secret))
        }
    }
}
