import Testing

/// The rooms that may say `unsafe`: the C doors; and the files that read the machine's clock, hand a task to a thread,
/// say how threads share a processor, bind what every call writes straight into SQLite, and guard questions put to it.
private let unsafeRooms: Set<String> = ["Vault", "Transport", "Patterns", "Embedded"]
private let unsafeFiles: Set<String> = [
    "Sources/Vocabulary/Time.swift", "Sources/Server/LoopExecutor.swift",
    "Sources/Server/ThreadTurns.swift", "Sources/Storage/HotStatement.swift",
    "Sources/Storage/RowScan.swift",
    "Sources/Storage/GuardedConnection.swift",
]

@Suite struct `A source file` {
    private static let introducers: Set = [
        "class", "final", "func", "var", "let", "struct", "enum", "protocol", "static", "actor",
        "extension",
        "typealias", "init", "subscript", "private(set)", "internal(set)", "package(set)",
    ]

    @Test(arguments: House.sources) func `says unsafe only in the C doors`(source: House.Source) {
        guard !unsafeRooms.contains(source.room), !unsafeFiles.contains(source.path) else { return }
        for (number, line) in source.codeLines.enumerated() {
            guard line.contains("unsafe") || line.contains("@unchecked") else { continue }
            #expect(!line.contains(#/\bunsafe\b|@unchecked\b/#), "\(source.path):\(number + 1)")
        }
    }

    @Test(arguments: House.sources) func `never ends the process by a shortcut`(
        source: House.Source
    ) {
        for (number, line) in source.codeLines.enumerated() {
            let shortcut = ["try!", "as!", "fatalError("].first { line.contains($0) }
            #expect(shortcut == nil, "\(source.path):\(number + 1): \(line)")
        }
    }

    @Test(arguments: House.sources) func `has at most 400 lines`(source: House.Source) {
        #expect(source.codeLines.count <= 401)
    }

    @Test(arguments: House.sources) func `keeps its declarations inside the package`(
        source: House.Source
    ) {
        for (number, line) in source.codeLines.enumerated() {
            let words = line.split(separator: " ", maxSplits: 2)
            let isDeclared = words.count > 1 && Self.introducers.contains(String(words[1]))
            #expect(
                !isDeclared || !["public", "open"].contains(words[0]),
                "\(source.path):\(number + 1)")
        }
    }

    @Test(arguments: House.sources) func `is not named for nothing`(source: House.Source) {
        let name = source.path.split(separator: "/").last.map(String.init) ?? ""
        #expect(
            !name.contains(#/(?i)util|helper|common|manager|base\.swift|misc|^new/#),
            "\(source.path)")
    }
}

@Suite struct `An embedded file` {
    private static let embedded = House.text("Sources/CEmbeddedFiles/files.c") ?? ""

    @Test(arguments: House.files(below: "migrations") + House.files(below: "reports"))
    func `is compiled in`(path: String) {
        #expect(
            Self.embedded.contains(path), "\(path) is not named in Sources/CEmbeddedFiles/files.c")
    }

    @Test func `named in files.c exists`() {
        for match in Self.embedded.matches(of: #/#embed\s+"([^"]+)"/#) {
            let path = String(match.1).replacing(#/^(?:\.\./)+/#, with: "")
            #expect(House.exists(path), "files.c embeds \(path)")
        }
    }

    @Test func `of the migrations has a number of its own`() {
        let numbers = House.files(below: "migrations").filter { $0.hasSuffix(".sql") }
            .map { String($0.dropFirst("migrations/".count).prefix(4)) }
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers.allSatisfy { Int($0) != nil })
    }
}
