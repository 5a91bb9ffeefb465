import Testing

@testable import Wire

@Suite struct `A JSON document` {
    @Test(arguments: [
        "", " ", "\t\n", "[", "{", "\"", "[1", "[1,", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,",
        "t", "tru", "fals", "nul", "-", "1.", "1e", "1e+", "[\"a", "\"\\", "\"\\u", "\"\\u12",
        "\"\\u123",
    ])
    func `that ends too early is refused`(text: String) {
        expect(text, isRefusedWith: .unexpectedEnd, at: text.utf8.count)
    }

    @Test(arguments: [
        // Structure.
        ("[1,]", 3), ("[,1]", 1), ("[,]", 1), ("[1,,2]", 3), ("[1 2]", 3), ("[1:2]", 2), ("[1}", 2),
        ("]", 0), ("}", 0), (",", 0), (":", 0), ("[a]", 1), ("[\"a\":1]", 4),
        // Objects.
        ("{\"a\":1,}", 7), ("{,}", 1), ("{1:2}", 1), ("{a:1}", 1), ("{\"a\"}", 4),
        ("{\"a\",1}", 4), ("{\"a\"::1}", 5), ("{\"a\":}", 5), ("{\"a\":1]", 6),
        ("{\"a\":1 \"b\":2}", 7), ("{'a':1}", 1), ("{null:1}", 1), ("{[]:1}", 1),
        // Literals.
        ("nan", 1), ("NaN", 0), ("[NaN]", 1), ("Infinity", 0), ("TRUE", 0),
        ("True", 0), ("[tru]", 4), ("[nul]", 4), ("undefined", 0), ("fAlse", 1),
        // Numbers that begin wrongly, other quotes, comments, hexadecimal, blanks of Unicode.
        ("+1", 0), (".5", 0), ("'a'", 0), ("/**/1", 0), ("//\n1", 0), ("#1", 0), ("\u{0c}1", 0),
        ("\u{0b}1", 0), ("\u{a0}1", 0), ("\u{2060}[]", 0), ("\u{0}", 0), ("[\u{0}]", 1), ("\\n", 0),
    ])
    func `with a byte out of place is refused there`(text: String, offset: Int) {
        expect(text, isRefusedWith: .unexpectedByte, at: offset)
    }

    @Test(arguments: [
        "01", "-01", "00", "1.e1", "1.a", "-a", "--1", "-.5", "1ee2", "1e+-2", "1e1.", "-0x1",
        "012.3",
        "1e ", "1. ", "- 1", "-Infinity", "-NaN", "-",
    ])
    func `with a number JSON does not know is refused`(text: String) {
        #expect(throws: JSONFault.self) { try document(text) }
        #expect(throws: JSONFault.self) { try document("[\(text)]") }
        #expect(throws: JSONFault.self) { try document("{\"a\":\(text)}") }
    }

    @Test(arguments: [
        "1 1", "[][]", "{}}", "[]]", "null,", "\"a\"b", "1x", "0x10", "1_000", "{} #", "[]\u{0}",
        "1/",
        "[]\u{feff}", "truex", "{}/**/", "2@", "1\u{0c}",
    ])
    func `followed by anything but white space is refused`(text: String) {
        #expect(code(text) == .trailingContent)
    }

    @Test func `that begins with a byte order mark is refused`() {
        expect("\u{feff}{}", isRefusedWith: .byteOrderMark, at: 0)
        expect("\u{feff}", isRefusedWith: .byteOrderMark, at: 0)
    }

    @Test(arguments: [
        "\\a", "\\x41", "\\'", "\\0", "\\ ", "\\U0041", "\\u00g0", "\\u 041", "\\u-001", "\\u+041",
        "\\é", "\\\n", "\\u004", "\\v", "\\u{41}",
    ])
    func `with an escape JSON does not know is refused`(escape: String) {
        expect("\"ab\(escape)\"", isRefusedWith: .invalidEscape, at: 3)
        expect("{\"ab\(escape)\":1}", isRefusedWith: .invalidEscape, at: 4)
    }

    @Test(arguments: UInt8(0)..<0x20)
    func `with a raw control character in a string is refused`(byte: UInt8) {
        for pad in 0..<17 {
            let text = [UInt8](repeating: 0x61, count: pad)
            expect(
                [0x22] + text + [byte] + [0x61, 0x22], isRefusedWith: .controlCharacter, at: pad + 1
            )
        }
    }

    @Test(
        arguments: [
            [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc2], [0xc2, 0x22], [0xc2, 0xc0],
            [0xe0, 0x80, 0x80],
            [0xe0, 0x9f, 0xbf], [0xe1, 0x80], [0xe1, 0x80, 0x61], [0xe1, 0x61, 0x80],
            [0xed, 0xa0, 0x80],
            [0xed, 0xbf, 0xbf], [0xef, 0xbf], [0xf0, 0x80, 0x80, 0x80], [0xf0, 0x8f, 0xbf, 0xbf],
            [0xf0, 0x9f, 0x98], [0xf1, 0x80, 0x80, 0xc0], [0xf4, 0x90, 0x80, 0x80],
            [0xf5, 0x80, 0x80, 0x80],
            [0xf8, 0x88, 0x80, 0x80, 0x80], [0xfe], [0xff], [0xe9],
        ] as [[UInt8]])
    func `with bytes that are not UTF-8 is refused`(bytes: [UInt8]) {
        for pad in 0..<17 {
            let before = [0x22] + [UInt8](repeating: 0x61, count: pad)
            expect(before + bytes + [0x22], isRefusedWith: .invalidUTF8, at: pad + 1)
            expect(before + bytes, isRefusedWith: .invalidUTF8, at: pad + 1)
        }
        #expect(throws: JSONFault.self) { try JSONDocument(parsing: bytes) }
        #expect(throws: JSONFault.self) { try JSONDocument(parsing: [0x5b] + bytes + [0x5d]) }
    }

    @Test(arguments: [
        "null", "true", "false", "0", "-0", "1", "-1", "10", "1.5", "-0.0", "1e5", "1E+5", "1e-5",
        "1.0E05", "123456789012345678901234567890", "1e999999", "0e0", "\"\"", "\"a\"", "\" \"",
        "[]",
        "{}", "[[]]", "[{}]", "{\"\":0}", "{\"a\":{}}", "[1,2]", "[[],[],{}]", "{\"a\":1,\"b\":2}",
        " [ ] ", "\r\n\t {\r\n\t \"a\"\r\n\t :\r\n\t 1\r\n\t }\r\n\t ", "[1 , 2 ]",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u0000\"", "\"\\uD83D\\uDE00\"", "\"\u{7f}\"", "\"/\"",
        "\"\u{80}é漢😀\u{10ffff}\u{fffe}\"",
        "\"\u{2028}\u{2029}\"", "\"\u{feff}\"", "\"\\uDADA\"", "\"\\uDe00\\ud83d\"",
        "\"\\ud83d\\u0041\"",
        "[null,true,false,1,\"a\",[],{}]", "{\"a\":[{\"b\":[{\"c\":null}]}]}", "[\"a\",\"a\",1,1]",
    ])
    func `that is sound is accepted and keeps its bytes`(text: String) throws {
        let document = try document(text)
        #expect(document.bytes == Array(text.utf8))
        #expect(JSONEdits().applied(to: document) == Array(text.utf8))
        let value = text.drop(while: \.isWhitespace)
        #expect(document.root.bytes.first == value.utf8.first)
    }

    @Test func `with a plain character at each place of a word is read alike`() throws {
        for byte in UInt8(0x20)...0x7f
        where byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
            let character = Character(Unicode.Scalar(byte))
            for pad in 0..<17 {
                let text = String(repeating: "a", count: pad) + String(character) + "b"
                #expect(try document("[\"\(text)\"]").root.elements.map(\.string) == [text])
            }
        }
    }

    @Test func `describes its fault by reason and place only`() {
        let fault = JSONFault(code: .duplicateKey, offset: 17)
        #expect(fault.description == "duplicate key at byte 17")
    }
}

/// Parses a text.
func document(_ text: String) throws(JSONFault) -> JSONDocument {
    try JSONDocument(parsing: Array(text.utf8))
}

/// Why a text is refused; `nil` if it is not.
func code(_ text: String) -> JSONFault.Code? {
    do throws(JSONFault) {
        _ = try document(text)
        return nil
    } catch { return error.code }
}

/// Notes an issue unless the text is refused so and there.
func expect(
    _ text: String, isRefusedWith code: JSONFault.Code, at offset: Int,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    expect(Array(text.utf8), isRefusedWith: code, at: offset, sourceLocation: sourceLocation)
}

/// Notes an issue unless the bytes are refused so and there.
func expect(
    _ bytes: [UInt8], isRefusedWith code: JSONFault.Code, at offset: Int,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(throws: JSONFault(code: code, offset: offset), sourceLocation: sourceLocation) {
        try JSONDocument(parsing: bytes)
    }
}
