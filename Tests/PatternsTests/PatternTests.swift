import Patterns
import Testing

@Suite struct `An operator's pattern` {
    private func matches(_ pattern: String, _ text: String) throws -> [String] {
        let bytes = Array(text.utf8)
        let found = try PatternSearch().matches(
            of: Pattern(name: "p", pattern: pattern), in: bytes.span)
        return found.map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test func `finds every match from front to back`() throws {
        #expect(
            try matches("ACME-[0-9]{5}", "ACME-12345, ACME-1234, xACME-54321") == [
                "ACME-12345", "ACME-54321",
            ])
        #expect(try matches("(?i)straße", "Straße STRASSE straße") == ["Straße", "straße"])
        #expect(try matches("a|b+", "caab") == ["a", "a", "b"])
        #expect(try matches("x", "") == [])
    }

    @Test(arguments: ["(", "[a", "a{2,1}", "(?<n>a)(?<n>b)", "\\C", "*a"])
    func `that is invalid says where`(pattern: String) {
        #expect { try Pattern(name: "bad", pattern: pattern) } throws: {
            ($0 as? PatternFault)?.code == .invalid && ($0 as? PatternFault)?.name == "bad"
        }
    }

    @Test(arguments: ["", "a*", "(?:)", "x?"]) func `must not match nothing`(pattern: String) {
        #expect { try Pattern(name: "p", pattern: pattern) } throws: {
            ($0 as? PatternFault)?.code == .matchesEmpty
        }
    }

    @Test func `has a longest length`() throws {
        _ = try Pattern(name: "p", pattern: String(repeating: "a", count: Pattern.bytesMax))
        #expect {
            try Pattern(name: "p", pattern: String(repeating: "a", count: Pattern.bytesMax + 1))
        } throws: { ($0 as? PatternFault)?.code == .tooLarge }
        #expect { try Pattern(name: "p", pattern: "(?:(?:(abc){1,60}){1,60}){1,60}") } throws: {
            ["too large", "invalid"].contains(($0 as? PatternFault)?.code.rawValue)
        }
    }

    @Test(arguments: [
        "(a+)+$", "(a|aa)+$", "(.*)*x$", "(?:a(?=a*b)|a)+$", "^(([a-z])+.)+[A-Z]([a-z])+$",
    ])
    func `that explodes is given up, not waited for`(pattern: String) throws {
        let text = Array((String(repeating: "a", count: 5_000) + "!").utf8)
        let compiled = try Pattern(name: "p", pattern: pattern)
        do {
            _ = try PatternSearch().matches(of: compiled, in: text.span)
        } catch {
            #expect(error.code == .tooCostly)
        }
    }

    @Test func `can't lift its limits from inside`() throws {
        let text = Array((String(repeating: "a", count: 5_000) + "!").utf8)
        let compiled = try Pattern(name: "p", pattern: "(*LIMIT_MATCH=4000000000)(a+)+$")
        #expect(throws: PatternFault.self) {
            try PatternSearch().matches(of: compiled, in: text.span)
        }
    }

    @Test func `of many matches is too many`() throws {
        let compiled = try Pattern(name: "p", pattern: "a")
        let most = [UInt8](repeating: 0x61, count: Pattern.matchesMax)
        #expect(
            try PatternSearch().matches(of: compiled, in: most.span).count == Pattern.matchesMax)
        #expect { try PatternSearch().matches(of: compiled, in: (most + [0x61]).span) } throws: {
            ($0 as? PatternFault)?.code == .tooManyMatches
        }
    }

    @Test func `doesn't search what is no UTF-8`() throws {
        let compiled = try Pattern(name: "p", pattern: "a")
        let bytes: [UInt8] = [0x61, 0xed, 0xa0, 0x80]
        #expect { try PatternSearch().matches(of: compiled, in: bytes.span) } throws: {
            ($0 as? PatternFault)?.code == .invalidText
        }
    }

    @Test func `that moves its start back is refused or bounded`() throws {
        #expect(try matches("a\\Kb", "abab") == ["b", "b"])
    }
}
