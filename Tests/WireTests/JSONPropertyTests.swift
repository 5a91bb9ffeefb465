import Testing

@testable import Wire

/// A JSON value as a test makes it, to compare with what is read.
private indirect enum Value: Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([Value])
    case object([(String, Value)])

    static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): Array(left.utf8) == Array(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)):
            left.map { Array($0.0.utf8) } == right.map { Array($0.0.utf8) }
                && left.map(\.1) == right.map(\.1)
        default: false
        }
    }

    init(_ node: JSONNode) {
        switch node.kind {
        case .null: self = .null
        case .bool: self = .bool(node.bool!)
        case .number: self = .number(node.numberText!)
        case .string: self = .string(node.string!)
        case .array: self = .array(node.elements.map { Value($0) })
        case .object: self = .object(node.members.map { ($0.key, Value($0.value)) })
        }
    }

    static func random(depth: Int, using random: inout SeededGenerator) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .number(number(using: &random))
        case 3: return .string(string(using: &random))
        case 4, 5:
            let count = Int.random(in: 0..<5, using: &random)
            return .array((0..<count).map { _ in Value.random(depth: depth - 1, using: &random) })
        default:
            var members: [(String, Value)] = []
            for index in 0..<Int.random(in: 0..<25, using: &random) {
                let key = string(using: &random) + String(index)
                members.append((key, Value.random(depth: depth / 2, using: &random)))
            }
            return .object(members)
        }
    }

    private static func number(using random: inout SeededGenerator) -> String {
        let whole = Int64.random(in: -1_000_000...1_000_000, using: &random)
        return [
            "\(whole)", "\(whole).\(UInt8.random(in: 0...99, using: &random))", "\(whole)e7",
            "\(whole).0E-12", "-0", "0.000",
        ].randomElement(using: &random)!
    }

    private static func string(using random: inout SeededGenerator) -> String {
        let alphabet = [
            "a", "B", "\"", "\\", "/", "\n", "\0", "\u{1f}", "é", "漢", "😀", "\u{301}", " ", "u",
        ]
        let count = Int.random(in: 0..<20, using: &random)
        return (0..<count).map { _ in alphabet.randomElement(using: &random)! }.joined()
    }

    /// Spells the value in one of many ways.
    func text(using random: inout SeededGenerator) -> String {
        let space = ["", "", " ", "\n\t", "\r\n"].randomElement(using: &random)!
        switch self {
        case .null: return space + "null" + space
        case .bool(let bool): return space + "\(bool)" + space
        case .number(let text): return space + text + space
        case .string(let string): return space + Self.quoted(string, using: &random) + space
        case .array(let elements):
            return space + "[" + space
                + elements.map { $0.text(using: &random) }.joined(separator: ",") + "]"
        case .object(let members):
            let texts = members.map {
                space + Self.quoted($0.0, using: &random) + space + ":" + $0.1.text(using: &random)
            }
            return "{" + space + texts.joined(separator: ",") + "}" + space
        }
    }

    private static func quoted(_ string: String, using random: inout SeededGenerator) -> String {
        guard Bool.random(using: &random) else {
            return String(decoding: JSONText.quoted(string), as: UTF8.self)
        }
        let units = string.utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return "\"" + units.joined() + "\""
    }
}

@Suite struct `Any JSON` {
    @Test(arguments: 0..<40) func `is read as it was meant`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<25 {
            let value = Value.random(depth: 5, using: &random)
            let document = try document(value.text(using: &random))
            #expect(Value(document.root) == value)
            #expect(JSONEdits().applied(to: document) == document.bytes)
            var writer = JSONWriter()
            writer.raw(document.root.bytes)
            #expect(Value(try JSONDocument(parsing: writer.bytes).root) == value)
        }
    }

    @Test(arguments: 0..<40) func `changes only where it is edited`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<25 {
            let value = Value.random(depth: 4, using: &random)
            guard case .object(var members) = value else { continue }
            let document = try document(value.text(using: &random))
            var edits = JSONEdits()
            for index in members.indices.reversed() {
                switch Int.random(in: 0..<4, using: &random) {
                case 0:
                    edits.removeMember(members[index].0, of: document.root)
                    members.remove(at: index)
                case 1:
                    edits.setMember(members[index].0, of: document.root, to: Array("[7]".utf8))
                    members[index].1 = .array([.number("7")])
                default: break
                }
            }
            if Bool.random(using: &random) {
                edits.setMember("\"new\"", of: document.root, to: Array("null".utf8))
                members.append(("\"new\"", .null))
            }
            let after = try JSONDocument(parsing: edits.applied(to: document))
            #expect(Value(after.root) == .object(members))
        }
    }

    /// Damaged texts are refused or sound, and never end the process.
    @Test(arguments: 0..<40) func `may be damaged without harm`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            var bytes = Array(Value.random(depth: 4, using: &random).text(using: &random).utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.removeSubrange(place...)
                default:
                    bytes.insert(Array("{}[],:\"\\".utf8).randomElement(using: &random)!, at: place)
                }
            }
            guard let document = try? JSONDocument(parsing: bytes) else { continue }
            let again = try JSONDocument(parsing: Array(document.root.bytes))
            #expect(Value(again.root) == Value(document.root))
        }
    }
}
