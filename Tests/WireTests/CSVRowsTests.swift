import Testing
import Wire

@Suite struct `Comma-separated text` {
    @Test(
        arguments: [
            ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]), ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
            ("\u{feff}a\n", [["a"]]), ("\"a,\"\"b\"\"\nc\",d\n", [["a,\"b\"\nc", "d"]]),
            ("\n\na,,\n", [["a", "", ""]]), ("", []), ("\"\"\n", [[""]]),
            ("a\rb\r", [["a"], ["b"]]),
        ] as [(String, [[String]])])
    func `is read row by row`(text: String, rows: [[String]]) throws {
        #expect(try CSVRows(parsing: Array(text.utf8)).rows == rows)
    }

    @Test(arguments: [
        ("\"a", 1), ("a\nb\"c\n", 2), ("\"a\"b\n", 1), ("a\n\u{0}\n", 2),
    ])
    func `is refused with the line`(text: String, line: Int) {
        let fault = #expect(throws: CSVRows.Fault.self) {
            try CSVRows(parsing: Array(text.utf8))
        }
        #expect(fault?.line == line)
    }

    @Test func `must be UTF-8 and within limits`() {
        #expect(throws: CSVRows.Fault.self) { try CSVRows(parsing: [0x61, 0xff, 0x0a]) }
        let wide = [UInt8](repeating: UInt8(ascii: ","), count: CSVRows.fieldsMax + 1)
        #expect(throws: CSVRows.Fault.self) { try CSVRows(parsing: wide) }
        let long = [UInt8](repeating: UInt8(ascii: "a"), count: CSVRows.fieldBytesMax + 1)
        #expect(throws: CSVRows.Fault.self) { try CSVRows(parsing: long) }
    }
}
