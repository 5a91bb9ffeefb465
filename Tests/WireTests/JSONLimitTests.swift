import Testing

@testable import Wire

@Suite struct `A JSON limit` {
    @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
    func `on depth holds at its edge`(open: String, close: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth - 1) + "[]"
                + String(repeating: close, count: depth - 1)
        }
        for depth in [1, 63, 64] { _ = try document(nested(depth)) }
        expect(nested(65), isRefusedWith: .tooDeep, at: 64 * open.utf8.count)
        let scalarsOnly = JSONLimits(depthMax: 0)
        _ = try JSONDocument(parsing: Array("1".utf8), limits: scalarsOnly)
        #expect(throws: JSONFault(code: .tooDeep, offset: 0)) {
            try JSONDocument(parsing: Array("[]".utf8), limits: scalarsOnly)
        }
    }

    @Test func `on depth is about nesting, not about how many`() throws {
        let flat = "[" + Array(repeating: "[[]]", count: 1_000).joined(separator: ",") + "]"
        let limits = JSONLimits(depthMax: 3)
        #expect(try JSONDocument(parsing: Array(flat.utf8), limits: limits).root.count == 1_000)
    }

    @Test func `on values holds at its edge, keys not counted`() throws {
        let limits = JSONLimits(nodesMax: 10)
        func array(_ count: Int) -> [UInt8] {
            Array("[\(Array(repeating: "0", count: count - 1).joined(separator: ","))]".utf8)
        }
        func object(_ count: Int) -> [UInt8] {
            Array("{\((1..<count).map { "\"k\($0)\":0" }.joined(separator: ","))}".utf8)
        }
        for count in [9, 10] {
            #expect(try JSONDocument(parsing: array(count), limits: limits).root.count == count - 1)
            #expect(
                try JSONDocument(parsing: object(count), limits: limits).root.count == count - 1)
        }
        #expect(throws: JSONFault(code: .tooManyNodes, offset: 19)) {
            try JSONDocument(parsing: array(11), limits: limits)
        }
        #expect(throws: JSONFault.self) {
            try JSONDocument(parsing: object(11), limits: limits)
        }
    }

    @Test func `on values is two hundred thousand unless told`() throws {
        func array(_ count: Int) -> String {
            "[" + String(repeating: "0,", count: count - 2) + "0]"
        }
        for count in [199_999, 200_000] {
            #expect(try document(array(count)).root.count == count - 1)
        }
        #expect(code(array(200_001)) == .tooManyNodes)
    }

    @Test func `on bytes holds at its edge`() throws {
        let limits = JSONLimits(bytesMax: 10)
        for count in [9, 10] {
            let text = "\"" + String(repeating: "a", count: count - 2) + "\""
            _ = try JSONDocument(parsing: Array(text.utf8), limits: limits)
        }
        #expect(throws: JSONFault(code: .tooManyBytes, offset: 10)) {
            try JSONDocument(parsing: Array("1          ".utf8), limits: limits)
        }
    }

    @Test(arguments: ["", "-", "1.", "1e"])
    func `on the text of a number holds at its edge`(front: String) throws {
        func number(_ count: Int) -> String {
            front + String(repeating: "1", count: count - front.utf8.count)
        }
        for count in [1_023, 1_024] {
            #expect(try document(number(count)).root.numberText == number(count))
        }
        expect("[\(number(1_025))]", isRefusedWith: .numberTooLong, at: 1)
    }

    @Test func `that nobody could mean is cut to what a tape can count`() {
        let limits = JSONLimits(nodesMax: .max, bytesMax: .max)
        #expect(limits.nodesMax == 16_777_215)
        #expect(limits.bytesMax == 2_147_483_647)
    }

    @Test func `refuses deep nesting early, whatever comes after`() {
        expect(
            [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000), isRefusedWith: .tooDeep, at: 64
        )
    }
}
