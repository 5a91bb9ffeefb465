import Testing

@testable import Wire

@Suite struct `A key` {
    @Test(arguments: [
        ("{\"a\":1,\"a\":2}", 7), ("{\"\":1,\"\":1}", 6), ("{\"a\":1,\"b\":{},\"a\":[]}", 14),
        ("{\"a\":1,\"\\u0061\":2}", 7), ("{\"\\u0061\":1,\"a\":2}", 12),
        ("{\"\\u0061\":1,\"\\u0061\":2}", 12), ("{\"\\u00e9\":1,\"é\":2}", 12),
        ("{\"\\/\":1,\"/\":2}", 8),
        ("{\"\\ud83d\\ude00\":1,\"😀\":2}", 18), ("{\"\\n\":1,\"\\u000a\":2}", 8),
        ("{\"\\ud800\":1,\"\\udfff\":2}", 12), ("{\"x\":{\"a\":1,\"a\":2}}", 12),
    ])
    func `twice in one object is refused, however it is spelled`(text: String, offset: Int) {
        expect(text, isRefusedWith: .duplicateKey, at: offset)
    }

    @Test(arguments: [
        "{\"a\":1,\"A\":2}", "{\"a\":{\"a\":{\"a\":1}}}", "[{\"a\":1},{\"a\":2}]",
        "{\"a\":\"a\",\"b\":\"a\"}",
        "{\"a\":1,\"a \":2,\" a\":3,\"\":4}", "{\"abcde\":1,\"aXcYe\":2,\"abcdE\":3}",
        "{\"\\u0061b\":1,\"a\":2}",
        "{\"e\\u0301\":1,\"\\u00e9\":2}", "{\"\\\\u0061\":1,\"a\":2}",
    ])
    func `is its own unless the text is the same to the byte`(text: String) throws {
        #expect(try document(text).bytes == Array(text.utf8))
    }

    /// Around the number of members from which a hash table is used, and far beyond.
    @Test(arguments: [2, 3, 15, 16, 17, 18, 31, 32, 33, 255, 256, 257, 1_000])
    func `is found twice at any two places`(count: Int) throws {
        func object(_ keys: [String]) -> String {
            "{" + keys.map { "\"\($0)\":[{\"k0\":0}]" }.joined(separator: ",") + "}"
        }
        // All have the same signature, so only the text tells.
        let keys = (0..<count).map { "a\(100_000 + $0)b" + String(repeating: "c", count: 9) }
        #expect(try document(object(keys)).root.count == count)
        var random = SeededGenerator(seed: UInt64(count))
        for _ in 0..<20 {
            let first = Int.random(in: 0..<count - 1, using: &random)
            let second = Int.random(in: first + 1..<count, using: &random)
            for spelling in [keys[first], "\\u0061" + keys[first].dropFirst()] {
                var repeated = keys
                repeated[second] = spelling
                #expect(code(object(repeated)) == .duplicateKey)
            }
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["k", "\\u006b", "a long front that all of the keys share "])
    func `among a hundred thousand is checked at once`(front: String) throws {
        let members = (0..<100_000).map { "\"\(front)\($0)\":0" }.joined(separator: ",")
        let root = try document("{\(members)}").root
        #expect(root.count == 100_000)
        expect(
            "{\(members),\"\(front)0\":0}", isRefusedWith: .duplicateKey, at: members.utf8.count + 2
        )
    }
}
