import Testing

/// Documents whose words are checked against the repository; one that isn't written yet is skipped.
private let documents = ["README.md", "SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]
    .filter(House.exists)

@Suite struct `A document` {
    /// `bursar key add` lives in `Sources/bursar/Key/KeyAdd.swift`, `bursar serve` in
    /// `Sources/bursar/Serve.swift` (or a folder of that name).
    @Test(arguments: documents) func `names commands that exist`(path: String) throws {
        let text = try #require(House.text(path))
        for match in text.matches(of: #/(?:^|[\s`$(/])bursar ([a-z]+)(?: ([a-z]+))?/#) {
            let noun = String(match.1).capitalizedWord
            guard isCommandPosition(match.range.lowerBound, in: text) else { continue }
            let verbs = House.files(below: "Sources/bursar/\(noun)")
            if verbs.isEmpty || verbs == ["Sources/bursar/\(noun)/\(noun).swift"] {
                let exists =
                    House.exists("Sources/bursar/\(noun).swift") || !verbs.isEmpty
                #expect(exists, "\(path) names `bursar \(match.1)`")
            } else if let verb = match.2 {
                let file = "Sources/bursar/\(noun)/\(noun)\(String(verb).capitalizedWord).swift"
                #expect(verbs.contains(file), "\(path) names `bursar \(match.1) \(verb)`")
            }
        }
    }

    @Test(arguments: documents) func `names files that exist`(path: String) throws {
        let text = try #require(House.text(path))
        for match in text.matches(
            of: #/`((?:Sources|Tests|migrations|reports|docs|\.ci)/[\w\-./+]+)`/#)
        {
            let name = String(match.1)
            #expect(House.exists(name), "\(path) names \(name)")
        }
    }

    @Test(arguments: documents) func `names make targets that exist`(path: String) throws {
        let text = try #require(House.text(path))
        guard let makefile = House.text("Makefile") else { return }
        for match in text.matches(of: #/`make ([a-z\-]+)/#) {
            let target = String(match.1)
            #expect(
                makefile.contains(try Regex("(?m)^\(target):")), "\(path) names `make \(target)`")
        }
    }

    /// Commands are code: inside backticks or in an indented or fenced block, not in prose.
    private func isCommandPosition(_ index: String.Index, in text: String) -> Bool {
        let before = text[..<index]
        let line = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
        if !line.count(where: { $0 == "`" }).isMultiple(of: 2) || text[index] == "`" { return true }
        let fences = before.matches(of: #/(?m)^\s*```/#).count
        return !fences.isMultiple(of: 2)
    }
}

extension String {
    /// With its first letter in upper case.
    fileprivate var capitalizedWord: String { prefix(1).uppercased() + dropFirst() }
}
