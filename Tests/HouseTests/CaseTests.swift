import Testing

/// The cases of facts/protocols 3, PT-01 to PT-93.
@Suite struct `A case of the field` {
    /// The text of all tests but these.
    private static let tests = House.files(below: "Tests")
        .filter {
            ($0.hasSuffix(".swift") || $0.hasSuffix(".py")) && !$0.hasPrefix("Tests/HouseTests/")
        }
        .compactMap(House.text).joined(separator: "\n")

    @Test(arguments: 1...93) func `has a test that bears its number`(number: Int) {
        let digits = number < 10 ? "0\(number)" : "\(number)"
        #expect(["PT-\(digits)", "PT_\(digits)"].contains { Self.tests.contains($0) })
    }
}

/// The cases of facts/accounting 3, AC-01 to AC-43.
@Suite struct `A case of accounting` {
    private static let tests = House.files(below: "Tests")
        .filter {
            ($0.hasSuffix(".swift") || $0.hasSuffix(".py")) && !$0.hasPrefix("Tests/HouseTests/")
        }
        .compactMap(House.text).joined(separator: "\n")
    private static let reasons = House.text("docs/accounting.md") ?? ""

    @Test(arguments: 1...43) func `has a test that bears its number, or a reason why not`(
        number: Int
    ) {
        let name = number < 10 ? "AC-0\(number)" : "AC-\(number)"
        let hasTest = Self.tests.contains(name)
        #expect(hasTest || Self.reasons.contains("| \(name) | no test |"))
        #expect(
            !hasTest || !Self.reasons.contains("| \(name) | no test |"), "\(name) has a test")
    }
}

/// The attacks of facts/security 1, T01 to T40.
@Suite struct `An attack` {
    private static let tests = House.files(below: "Tests")
        .filter {
            ($0.hasSuffix(".swift") || $0.hasSuffix(".py")) && !$0.hasPrefix("Tests/HouseTests/")
        }
        .compactMap(House.text).joined(separator: "\n")
    private static let reasons = House.text("docs/cases.md") ?? ""

    @Test(arguments: 1...40) func `has a test that bears its number, or a reason why not`(
        number: Int
    ) {
        let name = number < 10 ? "T0\(number)" : "T\(number)"
        let hasTest = ["(\(name))", "\(name): "].contains { Self.tests.contains($0) }
        #expect(hasTest != Self.reasons.contains("| \(name) | no test |"), "\(name)")
    }
}
