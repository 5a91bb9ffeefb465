import Foundation
import Testing

@testable import Redaction

extension Detector: CustomTestStringConvertible {
    public var testDescription: String { name }
}

private let all = DetectorTable.shipped.detectors

/// What a scanner with only that detector on finds in a text.
func found(_ name: String, _ text: String) throws -> [String] {
    let tables = ScannerTables.shipped
    let active = tables.detectors.map { $0.name == name }
    var scanner = Scanner(tables, isActive: active)
    let bytes = Array(text.utf8)
    try scanner.scan(bytes.span)
    return Overlaps.resolved(scanner.hits) { _ in 0 }.map {
        String(decoding: bytes[$0.range], as: UTF8.self)
    }
}

@Suite struct `A scanner's work` {
    /// T37: each mark, word and form of the table over and over, and mixed, is work in proportion to
    /// the text.
    @Test func `grows with the text and no faster, whatever is in it (T37)`() throws {
        let pieces = DetectorProbe.pieces
        let joints = ["", " ", ": ", "=", ".", "@", "-", "1", "\\n", "a=\""]
        let tables = ScannerTables.shipped
        var scanner = Scanner(
            tables, isActive: [Bool](repeating: true, count: tables.detectors.count))
        for (number, piece) in pieces.enumerated() {
            let other = pieces[number * 31 % pieces.count]
            for text in [piece, piece + joints[number % joints.count] + other.prefix(12)] {
                let bytes = Array(String(repeating: text, count: 1 + 2_048 / text.utf8.count).utf8)
                try scanner.scan(bytes.span)
                #expect(scanner.steps <= 8 * bytes.count + 4_096, "\(text)")
            }
        }
    }
}

/// The examples of EIP-55.
@Suite struct `An Ethereum address` {
    private static let addresses = [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ]

    @Test(arguments: addresses)
    func `is found by the case of its letters, and not with one letter in the other`(
        address: String
    ) throws {
        var probe = DetectorProbe()
        #expect(try probe.find(Array("see \(address) there".utf8)).map(\.name) == ["ethereum"])
        for place in address.indices.dropFirst(2) where address[place].isLetter {
            let letter = address[place]
            let other = letter.isUppercase ? letter.lowercased() : letter.uppercased()
            let changed = address[..<place] + other + address[address.index(after: place)...]
            #expect(try probe.find(Array("see \(changed) there".utf8)).isEmpty, "\(changed)")
        }
    }

    @Test(arguments: addresses)
    func `is found in one case only after a word`(address: String) throws {
        var probe = DetectorProbe()
        let small = address.lowercased()
        #expect(try probe.find(Array("see \(small) there".utf8)).isEmpty)
        #expect(try probe.find(Array("my wallet \(small) there".utf8)).map(\.name) == ["ethereum"])
    }
}

@Suite struct `A set of characters` {
    @Test func `is the same by its bits and by its name`() {
        let sets: [(Redaction.CharacterSet, String)] = [
            (.alphanumeric, "an"), (.word, "w"), (.base58, "b58"), (.base64, "b64"),
            (.hexadecimal, "hex"), (.digits, "d"), (.local, "local"), (.host, "host"),
            (.machineReadable, "mrz"),
        ]
        for (set, name) in sets { #expect(set == Redaction.CharacterSet(named: name), "\(name)") }
        #expect(Redaction.CharacterSet.all.count == Redaction.CharacterSet.count)
    }
}

@Suite struct `The table of detectors` {
    @Test func `is whole`() {
        #expect(all.count > 200)
        #expect(Set(all.map(\.name)).count == all.count)
        for detector in all {
            #expect(!detector.summary.isEmpty, "\(detector.name)")
            #expect((2...6).contains(detector.label.utf8.count), "\(detector.name)")
            #expect(detector.label.utf8.allSatisfy { CharacterSet.isUpper($0) })
            #expect(detector.kind != .near || !detector.context.isEmpty, "\(detector.name)")
        }
        for family in [
            "secret", "private-key", "card", "iban", "email", "phone", "ip", "mac", "national-id",
            "passport", "crypto",
        ] {
            #expect(DetectorTable.shipped.families.contains(family))
        }
        #expect(all.count { $0.family == "secret" } >= 120)
    }

    @Test(arguments: all.filter { $0.kind == .token && $0.check == nil })
    func `finds a token of each form, and not what only looks like it`(detector: Detector) throws {
        var maker = SampleMaker()
        for shape in detector.shapes.flatMap(TokenShape.shapes) {
            let token = String(decoding: maker.token(shape), as: UTF8.self)
            let context = detector.context.first.map { $0.replacing("_", with: " ") + " " } ?? ""
            #expect(try found(detector.name, context + token) == [token])
            #expect(try found(detector.name, "\(context)(\"\(token)\"), and more") == [token])
            #expect(try found(detector.name, "a\\n\(context)\\n\(token)\\n") == [token])
            #expect(try found(detector.name, "\(context)é\(token)é") == [token])
            #expect(try found(detector.name, context + "K=\(token)") == [token])
            if !detector.isInner {
                #expect(try found(detector.name, context + "x" + token) != [token])
                #expect(try found(detector.name, context + token.dropFirst()) != [token])
            }
            let short = String(token.dropLast(token.utf8.count / 2))
            #expect(try !found(detector.name, context + short).contains(token))
        }
    }

    @Test(arguments: all.filter { $0.kind == .near })
    func `finds a key after its service's name only`(detector: Detector) throws {
        var maker = SampleMaker()
        for shape in detector.shapes.flatMap(TokenShape.shapes) {
            var token = String(decoding: maker.token(shape), as: UTF8.self)
            if detector.isDocumentNumber || detector.check != nil {
                token =
                    detector.name == "bic"
                    ? token : "DE" + token.dropFirst(2).map { _ in "7" }.joined()
            }
            if detector.name == "bic" { token = String(token.map { $0.isNumber ? "K" : $0 }) }
            let word = detector.context[0].replacing("_", with: " ")
            #expect(try found(detector.name, "\(word): \(token)") == [token])
            #expect(
                try found(detector.name, "\(word.uppercased())_KEY=\"\(token)\";").contains(token))
            #expect(try found(detector.name, "value: \(token)") == [])
            #expect(
                try found(
                    detector.name, "\(word) \(String(repeating: "is far ", count: 9)) \(token)")
                    == [])
        }
    }

    @Test(arguments: all.filter { $0.kind == .code })
    func `finds a code in each layout`(detector: Detector) throws {
        var maker = SampleMaker()
        for layout in detector.shapes {
            guard let number = maker.code(layout, detector.check) else {
                Issue.record("no sample of \(layout)")
                continue
            }
            let isEnough = layout.hasPrefix("!") && !detector.needsContext
            let word = detector.context.first.map { $0.replacing("_", with: " ") } ?? "no."
            #expect(try found(detector.name, "my \(word) is \(number).") == [number], "\(layout)")
            #expect(try found(detector.name, "\"\(word)\": \"\(number)\"") == [number], "\(layout)")
            #expect(try found(detector.name, "so \(number), he said") == (isEnough ? [number] : []))
            #expect(try found(detector.name, "\(word) x\(number)") == [], "\(layout)")
            #expect(try found(detector.name, "\(word) \(number)7") != [number], "\(layout)")
            #expect(try found(detector.name, "\(word) 550e8400-\(number)-a716") == [], "\(layout)")
        }
    }

    @Test(arguments: all.filter { $0.kind == .mask })
    func `finds a word of each mask`(detector: Detector) throws {
        var maker = SampleMaker()
        for mask in detector.shapes {
            guard let word = maker.mask(mask, detector.check) else {
                Issue.record("no sample for \(detector.name) \(mask)")
                continue
            }
            let context = detector.context.first.map { $0.replacing("_", with: " ") + " " } ?? ""
            #expect(try found(detector.name, "\(context)\(word).") == [word])
            #expect(try found(detector.name, "it is \(word)") == (context.isEmpty ? [word] : []))
            #expect(try found(detector.name, "\(context)\(word)Z") != [word])
        }
    }

    @Test(arguments: all.filter { $0.kind == .assign })
    func `finds what is assigned`(detector: Detector) throws {
        var maker = SampleMaker()
        let set = try #require(CharacterSet(named: "an"))
        let value = String(decoding: maker.run(set, 40), as: UTF8.self)
        for word in detector.shapes.map({ $0.prefix(1) + $0.dropFirst().replacing("_", with: " ") })
        {
            for text in [
                "\(word)=\(value)", "\(word): \(value)", "\"\(word)\": \"\(value)\"",
                "\(word) = '\(value)';", "<\(word)>\(value)</\(word)>",
                "my \(word) is \(value), ok",
                "{\\\"\(word)\\\": \\\"\(value)\\\"}", "?\(word)=\(value)&x=1",
            ] {
                #expect(try found(detector.name, text) == [value], "\(text)")
            }
            for text in [
                "\(word)=${VALUE1}", "\(word): <your-value-1>", "\(word): {{ value1 }}",
                "\(word)=process.env.VALUE_1", "\(word) xxxxxxxxxxxxxxxx", "\(word)=xxxxxxxxxx1x",
                "\(word)_count = 4096000", "the \(word) must be long enough",
            ] {
                #expect(try found(detector.name, text) == [], "\(text)")
            }
        }
    }
}

@Suite struct `The page on redaction` {
    @Test func `names every detector as the table does`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(
            contentsOf: root.appending(path: "docs/redaction.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
        #expect(rows == DetectorProbe.documentation)
    }
}
