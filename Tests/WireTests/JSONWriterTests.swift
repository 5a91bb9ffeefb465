import Testing

@testable import Wire

@Suite struct `A JSON writer` {
    @Test func `sets commas and colons itself`() throws {
        var writer = JSONWriter(reservingBytes: 64)
        writer.beginObject()
        writer.key("a")
        writer.string("x\"")
        writer.key("b")
        writer.beginArray()
        writer.integer(.min)
        writer.bool(true)
        writer.bool(false)
        writer.null()
        writer.beginObject()
        writer.endObject()
        writer.beginArray()
        writer.endArray()
        writer.raw(Array("1.50".utf8))
        writer.raw(try document("[\"é\"]").root.bytes)
        writer.endArray()
        writer.key("")
        writer.integer(7)
        writer.endObject()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == "{\"a\":\"x\\\"\",\"b\":[-9223372036854775808,true,false,null,{},[],1.50,[\"é\"]],\"\":7}"
        )
        #expect(try JSONDocument(parsing: writer.bytes).root.count == 3)
    }

    @Test(arguments: [
        ("", "\"\""), ("abc", "\"abc\""), ("\"\\/", "\"\\\"\\\\/\""),
        ("\u{8}\t\n\u{c}\r", "\"\\b\\t\\n\\f\\r\""),
        ("\0\u{1}\u{b}\u{1f}", "\"\\u0000\\u0001\\u000b\\u001f\""),
        ("\u{7f}\u{80}é漢😀\u{2028}", "\"\u{7f}\u{80}é漢😀\u{2028}\""),
    ])
    func `escapes what must be and nothing else`(text: String, expected: String) {
        #expect(JSONText.quoted(text) == Array(expected.utf8))
    }

    @Test func `spells each character so that it is read back`() throws {
        for value in UInt32(0)...0x10ffff where value < 0x500 || value % 251 == 0 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = "a\(scalar)\(scalar)b"
            let document = try JSONDocument(parsing: JSONText.quoted(text))
            #expect(document.root.isString(equalTo: text))
        }
    }
}
