/// One value of a document: a place on its tape, cheap to copy.
package struct JSONNode: Sendable {
    /// What a value can be.
    package enum Kind: UInt8, Sendable {
        /// `null`.
        case null
        /// `true` or `false`.
        case bool
        /// A number, kept as its text.
        case number
        /// A string.
        case string
        /// An array.
        case array
        /// An object.
        case object
    }

    /// The document it is part of.
    package let document: JSONDocument
    /// Its row on the tape.
    let index: Int

    /// The row of this value.
    var entry: JSONEntry { document.tape[index] }

    /// What it is.
    package var kind: Kind { entry.kind }

    /// The bytes of the value in `document.bytes`, quotes and brackets included.
    package var range: Range<Int> { entry.range }

    /// The bytes of the value as they came.
    package var bytes: ArraySlice<UInt8> { document.bytes[entry.range] }

    /// How many members or elements it has; zero for a scalar.
    package var count: Int {
        let entry = entry
        return entry.kind == .object || entry.kind == .array ? Int(entry.count) : 0
    }

    /// Whether it is `null`.
    package var isNull: Bool { kind == .null }

    /// `true` or `false`; `nil` for anything else.
    package var bool: Bool? {
        let entry = entry
        return entry.kind == .bool ? document.bytes[Int(entry.start)] == UInt8(ascii: "t") : nil
    }

    /// The text of a string, its escapes resolved; `nil` for anything else.
    ///
    /// Escaped lone surrogates become U+FFFD.
    package var string: String? {
        let entry = entry
        guard entry.kind == .string else { return nil }
        return text(of: entry)
    }

    /// The text of a string as UTF-8, its escapes resolved; copies only if there are some.
    package var utf8: ArraySlice<UInt8>? {
        let entry = entry
        guard entry.kind == .string else { return nil }
        guard entry.hasEscapes else { return document.bytes[entry.content] }
        return JSONText.unescaped(entry.content, in: document.bytes.span)[...]
    }

    /// Whether it is a string with escapes, so that its text isn't what stands between its quotes.
    package var hasEscapes: Bool { entry.hasEscapes }

    /// Whether it is a string of exactly that text, compared as UTF-8, without normalisation.
    package func isString(equalTo text: String) -> Bool {
        let entry = entry
        guard entry.kind == .string else { return false }
        return JSONKeys.isSame(entry, as: text.utf8.span, document.bytes.span)
    }

    /// A number's text as it came; `nil` for anything else.
    package var numberText: String? {
        let entry = entry
        guard entry.kind == .number else { return nil }
        return String(decoding: document.bytes[entry.range], as: UTF8.self)
    }

    /// A number that is a whole one and fits, however it is written (`100`, `1.0`, `1e2`).
    package var int64: Int64? {
        let entry = entry
        guard entry.kind == .number else { return nil }
        return JSONNumber.int64(entry.range, in: document.bytes.span)
    }

    /// The number that this is, or that this string spells, as clients of protocol buffers may write
    /// it (the specification of ProtoJSON); `nil` for anything else.
    package var spelledNumber: JSONNode? {
        guard kind == .string, let utf8 else { return kind == .number ? self : nil }
        // a string that is no JSON spells no number
        guard let document = try? JSONDocument(parsing: Array(utf8)), document.root.kind == .number
        else { return nil }
        return document.root
    }

    /// The value of an object's member; `nil` if there is none, or this is no object.
    ///
    /// Keys are compared as UTF-8, without normalisation.
    package subscript(key: String) -> JSONNode? {
        guard let row = row(ofKey: key) else { return nil }
        return JSONNode(document: document, index: row + 1)
    }

    /// The bytes of a member: its key, colon and value; no comma.
    package func memberRange(_ key: String) -> Range<Int>? {
        guard let row = row(ofKey: key) else { return nil }
        let tape = document.tape
        return Int(tape[row].start)..<Int(tape[row + 1].end)
    }

    /// The row of a key of this object.
    func row(ofKey key: String) -> Int? {
        let tape = document.tape.span
        guard tape[index].kind == .object else { return nil }
        let text = key.utf8.span
        let signature = JSONKeys.signature(of: text)
        var row = index + 1
        for _ in 0..<tape[index].count {
            if tape[row].count == signature,
                JSONKeys.isSame(tape[row], as: text, document.bytes.span)
            {
                return row
            }
            row = Int(tape[row + 1].next)
        }
        return nil
    }

    /// The text of the string in a row of this document.
    func text(of entry: JSONEntry) -> String {
        guard entry.hasEscapes else {
            return String(decoding: document.bytes[entry.content], as: UTF8.self)
        }
        let text = JSONText.unescaped(entry.content, in: document.bytes.span)
        return String(decoding: text, as: UTF8.self)
    }
}
