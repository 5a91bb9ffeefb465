import Testing

@testable import Wire

@Suite struct `Edits of a JSON document` {
    @Test(arguments: [
        ("{}", "{\"k\":0}"), ("{ }", "{\"k\":0 }"), ("{\"a\":1}", "{\"a\":1,\"k\":0}"),
        ("{ \"a\" : 1 }", "{ \"a\" : 1,\"k\":0 }"), ("{\"k\":1}", "{\"k\":0}"),
        ("{\"a\":1, \"k\" : {\"k\":2} ,\"b\":3}", "{\"a\":1, \"k\" : 0 ,\"b\":3}"),
        ("{\"\\u006b\":1}", "{\"\\u006b\":0}"), ("[]", "[]"), ("\"k\"", "\"k\""),
        (" {\"a\":{}}\n", " {\"a\":{},\"k\":0}\n"),
    ])
    func `set a member of the root`(before: String, after: String) throws {
        #expect(try edited(before) { $0.setMember("k", of: $1, to: Array("0".utf8)) } == after)
    }

    @Test(arguments: [
        ("{\"k\":1}", "{}"), ("{ \"k\":1 }", "{  }"), ("{\"k\":1,\"a\":2}", "{\"a\":2}"),
        ("{\"a\":2,\"k\":1}", "{\"a\":2}"), ("{\"a\":2, \"k\":1 , \"b\":3}", "{\"a\":2 , \"b\":3}"),
        ("{\"a\":2}", "{\"a\":2}"), ("{}", "{}"), ("[\"k\"]", "[\"k\"]"),
        ("{\"\\u006b\" : [1,2] , \"b\":{\"k\":1}}", "{\"b\":{\"k\":1}}"),
    ])
    func `remove a member with one comma`(before: String, after: String) throws {
        #expect(try edited(before) { $0.removeMember("k", of: $1) } == after)
    }

    /// Each set of elements removed must leave sound JSON with the others in order, their bytes kept.
    @Test(arguments: [0, 1, 2, 3, 4, 5])
    func `remove any elements of a list`(count: Int) throws {
        for set in 0..<(1 << count) {
            let elements = (0..<count).map { " {\"n\": \($0)} " }
            let document = try JSONDocument(
                parsing: Array("[\(elements.joined(separator: ","))]".utf8))
            var edits = JSONEdits()
            let left = edits.removeElements(of: document.root) { element in
                set >> (element["n"]?.int64 ?? 0) & 1 == 1
            }
            let result = try JSONDocument(parsing: edits.applied(to: document)).root
            let kept = (0..<count).filter { set >> $0 & 1 == 0 }
            #expect(left == kept.count)
            #expect(result.elements.compactMap { $0["n"]?.int64 } == kept.map(Int64.init))
            #expect(result.elements.allSatisfy { $0.bytes.starts(with: Array("{\"n\": ".utf8)) })
        }
    }

    /// Each set of members removed, with and without one appended, must leave sound JSON with the
    /// others in order.
    @Test(arguments: [0, 1, 2, 3, 4, 5])
    func `remove any members of an object`(count: Int) throws {
        for spaced in [false, true] {
            let separator = spaced ? " ,\n " : ","
            let keys = (0..<count).map { "k\($0)" }
            let text = "{" + keys.map { "\"\($0)\":[\"\($0)\"]" }.joined(separator: separator) + "}"
            for removed in 0..<(1 << count) {
                for isAppending in [false, true] {
                    let after = try edited(text) { edits, root in
                        for (index, key) in keys.enumerated().reversed()
                        where removed >> index & 1 == 1 {
                            edits.removeMember(key, of: root)
                        }
                        if isAppending { edits.setMember("new", of: root, to: Array("1".utf8)) }
                    }
                    var expected = keys.enumerated().filter { removed >> $0.offset & 1 == 0 }.map(
                        \.element)
                    if isAppending { expected.append("new") }
                    #expect(try document(after).root.members.map(\.key) == expected)
                }
            }
        }
    }

    @Test func `of several places are applied in one pass`() throws {
        let before = "{\"model\":\"a\", \"messages\":[{\"role\":\"user\",\"x\":1}],\"stream\":true}"
        let after = try edited(before) { edits, root in
            edits.setMember("stream_options", of: root, to: Array("{\"include_usage\":true}".utf8))
            edits.setMember("model", of: root, to: JSONText.quoted("b"))
            for message in root["messages"]!.elements {
                edits.removeMember("x", of: message)
                edits.setMember("content", of: message, to: JSONText.quoted("hi"))
            }
        }
        #expect(
            after == "{\"model\":\"b\", \"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                + "\"stream\":true,\"stream_options\":{\"include_usage\":true}}")
    }

    @Test func `let the last of two changes win`() throws {
        let text = "{\"a\":1,\"b\":2}"
        #expect(
            try edited(text) {
                $0.setMember("a", of: $1, to: [0x35])
                $0.setMember("a", of: $1, to: [0x36])
                $0.setMember("c", of: $1, to: [0x37])
                $0.setMember("c", of: $1, to: [0x38])
            } == "{\"a\":6,\"b\":2,\"c\":8}")
        #expect(
            try edited(text) {
                $0.setMember("a", of: $1, to: [0x35])
                $0.removeMember("a", of: $1)
                $0.setMember("c", of: $1, to: [0x37])
                $0.removeMember("c", of: $1)
            } == "{\"b\":2}")
        #expect(
            try edited(text) {
                $0.removeMember("a", of: $1)
                $0.setMember("a", of: $1, to: [0x35])
            } == "{\"a\":5,\"b\":2}")
    }

    @Test func `inside something replaced or removed go with it`() throws {
        let text = "{\"a\":{\"b\":1,\"c\":{}},\"d\":{\"e\":{}}}"
        #expect(
            try edited(text) {
                $0.setMember("b", of: $1["a"]!, to: [0x32])
                $0.setMember("x", of: $1["a"]!["c"]!, to: [0x32])
                $0.replace($1["a"]!.range, with: [0x33])
                $0.setMember("y", of: $1["d"]!["e"]!, to: [0x32])
                $0.setMember("z", of: $1["d"]!, to: [0x32])
                $0.removeMember("d", of: $1)
            } == "{\"a\":3}")
    }

    @Test func `may insert, in the order of the calls`() throws {
        #expect(
            try edited("[1]") { edits, _ in
                edits.replace(1..<1, with: Array("2,".utf8))
                edits.replace(1..<1, with: Array("3,".utf8))
                edits.replace(1..<2, with: Array("4".utf8))
            } == "[2,3,4]")
    }

    @Test func `escape the keys they append`() throws {
        #expect(
            try edited("{}") { $0.setMember("a\"\n", of: $1, to: [0x30]) } == "{\"a\\\"\\n\":0}")
    }

    @Test func `are empty until something is asked for`() throws {
        let root = try document("{\"a\":1}").root
        var edits = JSONEdits()
        #expect(edits.isEmpty)
        edits.setMember("a", of: root["a"]!, to: [0x30])
        edits.removeMember("none", of: root)
        #expect(edits.isEmpty)
        edits.removeMember("a", of: root)
        #expect(!edits.isEmpty)
    }

    @Test func `that cross one another are a fault of ours`() async {
        await #expect(processExitsWith: .failure) {
            var edits = JSONEdits()
            edits.replace(0..<2, with: [])
            edits.replace(1..<3, with: [])
            _ = edits.applied(to: try JSONDocument(parsing: Array("[1]".utf8)))
        }
    }

    private func edited(
        _ text: String, _ change: (inout JSONEdits, JSONNode) -> Void
    ) throws -> String {
        let document = try document(text)
        var edits = JSONEdits()
        change(&edits, document.root)
        let bytes = edits.applied(to: document)
        _ = try JSONDocument(parsing: bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
