import Patterns

/// All searches of one request: the shipped detectors, the policy's words and patterns, and what
/// the client's text has of Bursar's own placeholders.
struct TextSearch {
    let redactor: Redactor
    private var scanner: Scanner
    private var search: PatternSearch?
    /// Whether keys have something to say about their values, by the key.
    private var telling: [String: Bool] = [:]
    /// How many keys are remembered.
    private static let tellingMax = 512

    /// The number that findings of placeholders carry.
    let placeholderNumber: Int

    /// What an answer held that was masked.
    private(set) var findings = Findings()

    /// What is looked for, by number.
    private let isWanted: [Bool]

    /// What searches begin with, built once for a policy.
    struct Start: Sendable {
        let scanner: Scanner
        let isWanted: [Bool]

        /// For requests, which are searched for everything that the policy doesn't allow, or for
        /// answers, which are searched for what it masks or blocks.
        init(
            _ tables: ScannerTables, _ actions: [RedactionPolicy.Action], forReplies: Bool
        ) {
            isWanted = actions.map { $0.strictness > (forReplies ? 1 : 0) }
            var scanner = Scanner(tables, isActive: Array(isWanted[..<tables.detectors.count]))
            scanner.findsPlaceholders = !forReplies && actions.contains(.tokenise)
            self.scanner = scanner
        }
    }

    /// Searches with everything that the policy doesn't allow, or in answers with what it masks or
    /// blocks.
    init(_ redactor: Redactor, forReplies: Bool = false) {
        self.redactor = redactor
        let start = forReplies ? redactor.replyStart : redactor.requestStart
        (scanner, isWanted) = (start.scanner, start.isWanted)
        placeholderNumber = redactor.names.count
    }

    /// What a text holds that the policy doesn't allow, overlaps resolved, from front to back.
    mutating func find(_ text: Span<UInt8>) throws(RedactionFault) -> [Hit] {
        guard text.count > 0 else { return [] }
        try scanner.scan(text)
        var hits = scanner.hits
        let placeholders = scanner.placeholders
        if scanner.isDisguised {
            let plain = PlainText(text)
            try scanner.scan(plain.bytes.span)
            for hit in scanner.hits {
                hits.append(Hit(range: plain.written(hit.range), detector: hit.detector))
            }
        }
        for range in placeholders {
            hits.append(Hit(range: range, detector: placeholderNumber))
        }
        if let words = redactor.words, isWanted[redactor.tables.detectors.count] {
            try words.find(in: text, detector: redactor.tables.detectors.count, into: &hits)
        }
        if !redactor.patterns.isEmpty {
            if let clean = Self.withoutSurrogates(text) {
                try findPatterns(clean.span, &hits)
            } else {
                try findPatterns(text, &hits)
            }
        }
        guard !hits.isEmpty else { return [] }
        let redactor = redactor
        let resolved = Overlaps.resolved(hits) { redactor.strictness($0) }
        guard !redactor.allowed.isEmpty else { return resolved }
        return resolved.filter { hit in
            var bytes: [UInt8] = []
            for place in hit.range { bytes.append(text[place]) }
            return !redactor.allowed.contains(bytes)
        }
    }

    /// Counts a finding that was taken out of an answer.
    mutating func count(_ hit: Hit) {
        let label = String(decoding: redactor.labels[hit.detector], as: UTF8.self)
        findings.count(redactor.names[hit.detector], label: label)
    }

    /// What the value of a member holds, its key being read as words before it.
    mutating func find(
        _ text: Span<UInt8>, key: String
    ) throws(RedactionFault) -> [Hit] {
        guard isTelling(key) else { return try find(text) }
        var bytes = Array(key.utf8)
        bytes += Array("\": \"".utf8)
        let front = bytes.count
        bytes.reserveCapacity(front + text.count + 1)
        for place in 0..<text.count { bytes.append(text[place]) }
        bytes.append(UInt8(ascii: "\""))
        var hits: [Hit] = []
        for hit in try find(bytes.span) where hit.range.upperBound > front {
            let start = max(0, hit.range.lowerBound - front)
            let end = min(text.count, hit.range.upperBound - front)
            if start < end { hits.append(Hit(range: start..<end, detector: hit.detector)) }
        }
        return hits
    }

    private mutating func isTelling(_ key: String) -> Bool {
        if let known = telling[key] { return known }
        let answer = redactor.tables.isTelling(Array(key.utf8))
        if telling.count < Self.tellingMax { telling[key] = answer }
        return answer
    }

    /// Lone surrogates are no UTF-8, which patterns need; U+FFFD has the same three bytes.
    private static func withoutSurrogates(_ text: Span<UInt8>) -> [UInt8]? {
        var bytes: [UInt8]?
        var place = 0
        while place + 2 < text.count {
            if text[place] == 0xed, text[place + 1] >= 0xa0 {
                if bytes == nil { bytes = text.indices.map { text[$0] } }
                bytes?.replaceSubrange(place..<place + 3, with: [0xef, 0xbf, 0xbd])
                place += 2
            }
            place += 1
        }
        return bytes
    }

    private mutating func findPatterns(
        _ text: Span<UInt8>, _ hits: inout [Hit]
    ) throws(RedactionFault) {
        let first = redactor.tables.detectors.count + 1
        for (index, pattern) in redactor.patterns.enumerated()
        where isWanted[first + index] {
            do throws(PatternFault) {
                if search == nil { search = try PatternSearch() }
                guard let search else { continue }
                for range in try search.matches(of: pattern, in: text) {
                    hits.append(Hit(range: range, detector: first + index))
                }
            } catch {
                throw RedactionFault(
                    error.code == .tooManyMatches ? .tooManyFindings : .tooCostly,
                    detector: pattern.name)
            }
        }
    }
}

extension Redactor {
    /// How strict a detector's action is; a placeholder of the client's own text is replaced unless
    /// something stricter covers it.
    func strictness(_ detector: Int) -> Int {
        detector < actions.count ? actions[detector].strictness : 1
    }
}

extension ScannerTables {
    /// Does a key hold a word that speaks about what stands after it?
    func isTelling(_ key: [UInt8]) -> Bool {
        var state: UInt16 = 0
        for byte in key {
            let column = Int(automaton.classes[Int(byte)])
            state = automaton.next[Int(state) &<< Int(automaton.shift) | column]
            guard state >= automaton.firstAccepting else { continue }
            let row = Int(state - automaton.firstAccepting)
            for index in Int(actionStarts[row])..<Int(actionStarts[row + 1]) {
                switch actions[index].kind {
                case .context, .near, .assign: return true
                case .special:
                    if actions[index].value == UInt16(Special.authorization.rawValue) {
                        return true
                    }
                case .token, .innerToken, .digit, .at, .colon, .dash, .disguise: break
                }
            }
        }
        return false
    }
}
