import Testing

@testable import Wire

@Suite struct `A JSON node` {
    private static let text = """
        { "model" : "gpt", "n":[1, -2.50, 1e2,true,null , "a\\"b"],"empty":{}, "esc\\u0061pe":"x",
          "deep":{"list":[[],[{}],{"z":false}]}, "model2":"é\\ud83d\\ude00\\ud800!" }
        """

    private let root: JSONNode

    init() throws { root = try document(Self.text).root }

    @Test func `knows its kind, count and bytes`() {
        #expect(root.kind == .object)
        #expect(root.count == 6)
        #expect(root.range == 0..<Self.text.utf8.count)
        #expect(root["n"]?.kind == .array)
        #expect(root["n"]?.count == 6)
        #expect(root["empty"]?.count == 0)
        #expect(root["model"]?.count == 0)
        #expect(
            root["n"]?.elements.map(\.kind) == [.number, .number, .number, .bool, .null, .string])
        #expect(text(root["n"]) == "[1, -2.50, 1e2,true,null , \"a\\\"b\"]")
        #expect(text(root["deep"]) == "{\"list\":[[],[{}],{\"z\":false}]}")
    }

    @Test func `finds members by the text of their keys`() {
        #expect(root["model"]?.string == "gpt")
        #expect(root["escape"]?.string == "x")
        #expect(root["esc\\u0061pe"] == nil)
        #expect(root["Model"] == nil)
        #expect(root["mode"] == nil)
        #expect(root[""] == nil)
        #expect(root["z"] == nil)
        #expect(root["n"]?["0"] == nil)
        #expect(root["model"]?["model"] == nil)
    }

    @Test func `tells keys apart that only look alike`() throws {
        let root = try document("{\"e\\u0301\":1,\"é\":2}").root
        #expect(root["e\u{301}"]?.int64 == 1)
        #expect(root["\u{e9}"]?.int64 == 2)
        #expect(try document("\"\u{e9}\"").root.isString(equalTo: "e\u{301}") == false)
    }

    @Test func `gives members and elements in the order of the text`() {
        #expect(root.members.map(\.key) == ["model", "n", "empty", "escape", "deep", "model2"])
        #expect(
            root.members.map(\.value.kind) == [.string, .array, .object, .string, .object, .string])
        #expect(root["deep"]?["list"]?.elements.map(\.count) == [0, 1, 1])
        #expect(root.elements.map(\.kind) == [])
        #expect(root["n"].map { Array($0.members.map(\.key)) } == [])
        #expect(root["n"]?.elements.underestimatedCount == 6)
        #expect(root.members.underestimatedCount == 6)
    }

    @Test(arguments: [
        ("\"\"", ""), ("\"abc\"", "abc"),
        ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{c}\n\r\t"),
        ("\"\\u0041\\u00e9\\u6F22\"", "Aé漢"), ("\"\\u0000\"", "\0"), ("\"\\uD83D\\uDE00\"", "😀"),
        ("\"\\udbff\\udfff\"", "\u{10ffff}"), ("\"\\ud800\"", "\u{fffd}"),
        ("\"\\udc00\"", "\u{fffd}"),
        ("\"\\ud800\\ud800\\udc00\"", "\u{fffd}\u{10000}"),
        ("\"\\udc00\\ud800\"", "\u{fffd}\u{fffd}"),
        ("\"\\ud800x\"", "\u{fffd}x"), ("\"\\ud800\\n\"", "\u{fffd}\n"),
        ("\"\\ud800\\u0041\"", "\u{fffd}A"),
        ("\"\\\\u0041\"", "\\u0041"), ("\"é漢😀\"", "é漢😀"),
        ("\"\\u07ff\\u0800\\uffff\"", "\u{7ff}\u{800}\u{ffff}"),
        ("\"\\ud83d\\\\ude00\"", "\u{fffd}\\ude00"),
        ("\"\\udc00\\udc00\"", "\u{fffd}\u{fffd}"),
    ])
    func `gives the text of a string`(json: String, expected: String) throws {
        let node = try document(json).root
        #expect(node.string.map { Array($0.utf8) } == Array(expected.utf8))
        #expect(node.utf8.map { Array($0) } == Array(expected.utf8))
        #expect(node.isString(equalTo: expected))
        #expect(!node.isString(equalTo: expected + "x"))
        #expect(!node.isString(equalTo: "x" + expected))
        #expect(String(decoding: node.bytes, as: UTF8.self) == json)
    }

    @Test(arguments: ["null", "true", "1", "\"1\"", "[]", "{}"])
    func `is only what it is`(json: String) throws {
        let node = try document(json).root
        #expect(node.isNull == (json == "null"))
        #expect(node.bool == (json == "true" ? true : nil))
        #expect(node.int64 == (json == "1" ? 1 : nil))
        #expect(node.numberText == (json == "1" ? "1" : nil))
        #expect(node.string == (json == "\"1\"" ? "1" : nil))
        #expect(node.utf8.map { Array($0) } == (json == "\"1\"" ? [0x31] : nil))
        #expect(node.isString(equalTo: "1") == (json == "\"1\""))
        #expect(try document("false").root.bool == false)
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("0.0", 0), ("-0.000", 0), ("0e999999999999999999999", 0),
            ("1", 1), ("-1", -1),
            ("1.0", 1), ("1e2", 100), ("1E+2", 100), ("-1.50e1", -15), ("100e-2", 1),
            ("0.001e3", 1),
            ("1200.00e-2", 12), ("1.2e1", 12), ("10", 10), ("1000000", 1_000_000),
            ("1e18", 1_000_000_000_000_000_000),
            ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775807.000", .max),
            ("9.223372036854775807e18", .max), ("-92233720368547758080e-1", .min),
            ("1e00000000000000000000002", 100),
            ("0.5", nil), ("1.5", nil), ("1e-1", nil), ("-0.1e0", nil),
            ("9223372036854775808", nil),
            ("-9223372036854775809", nil), ("1e19", nil), ("1e400", nil), ("-1e400", nil),
            ("1e-400", nil),
            ("1e99999999999999999999999999", nil), ("1e-99999999999999999999999999", nil),
            ("18446744073709551616", nil), ("10000000000000000000000000000000000000001", nil),
            ("10.50", nil),
        ] as [(String, Int64?)])
    func `gives whole numbers exactly, however they are written`(json: String, expected: Int64?)
        throws
    {
        let node = try document(json).root
        #expect(node.int64 == expected)
        #expect(node.numberText == json)
    }

    @Test func `gives whole numbers with many zeros`() throws {
        let zeros = String(repeating: "0", count: 500)
        #expect(try document("1\(zeros)e-500").root.int64 == 1)
        #expect(try document("0.\(zeros)1e501").root.int64 == 1)
        #expect(try document("7.\(zeros)").root.int64 == 7)
        #expect(try document("1\(zeros)").root.int64 == nil)
    }

    @Test func `knows where a member stands`() throws {
        let range = try #require(root.memberRange("model"))
        #expect(
            String(decoding: root.document.bytes[range], as: UTF8.self) == "\"model\" : \"gpt\"")
        #expect(root.memberRange("none") == nil)
        #expect(root["n"]?.memberRange("none") == nil)
    }

    private func text(_ node: JSONNode?) -> String? {
        node.map { String(decoding: $0.bytes, as: UTF8.self) }
    }
}
