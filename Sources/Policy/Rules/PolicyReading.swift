import Vocabulary
import Wire

/// How a policy file is read: strictly, with what is allowed in every fault.
extension Policy {
    /// How long a policy file may be.
    package static let bytesMax = 256 << 10
    /// How many entries a list of globs, networks or tools may hold.
    package static let listMax = 256
    /// How many words a policy may hold.
    package static let wordsMax = 10_000
    /// How many patterns a policy may hold.
    package static let patternsMax = 64
    /// How many values a policy may let pass.
    package static let allowedMax = 1_000
    /// The most output tokens that a cap may name.
    package static let outputTokensCapMax: Int64 = 100_000_000

    private static let keys = [
        "models", "endpoints", "cidr", "expires", "residency", "max_output_tokens", "tools",
        "redaction", "content", "attachments", "store", "unpriced", "unsupported_fields", "replies",
        "allowance",
    ]

    /// Reads a policy file's JSON.
    ///
    /// - Parameter detectors: The names that `redaction.detectors` may use, besides its own patterns'.
    /// - Throws: The first thing wrong with it.
    package init(parsing bytes: [UInt8], detectors: DetectorNames) throws(PolicyFault) {
        let document: JSONDocument
        do {
            document = try JSONDocument(
                parsing: bytes, limits: JSONLimits(depthMax: 8, bytesMax: Self.bytesMax))
        } catch { throw PolicyFault("", "isn't sound JSON: \(error)") }
        let root = try PolicyFields(document.root, at: "", known: Self.keys)
        self.init()
        try readModels(root)
        if let list = try root.list(
            "endpoints", Self.endpointNames, mayBeEmpty: false, Endpoint.init)
        {
            endpoints = Endpoint.allCases.filter { list.contains($0) }
        }
        if let list = try root.list(
            "cidr", "a network such as 10.0.0.0/8", mayBeEmpty: false, Network.init)
        {
            networkLists = [list]
        }
        if let text = try root.text("expires") {
            guard let moment = Timestamp(text) else {
                throw PolicyFault("expires", "must be a time such as 2027-01-31T00:00:00Z")
            }
            expiresAt = moment
        }
        residency = try root.word("residency", Residency.self)
        outputTokensMax = try root.count("max_output_tokens", 1...Self.outputTokensCapMax)
        if let node = root["tools"] {
            let tools = try PolicyFields(node, at: "tools", known: ["deny_hosted"])
            deniedHostedTools =
                try tools.list("deny_hosted", "a tool such as web_search, or a glob") {
                    Glob(HostedTool.name(of: $0))
                } ?? []
        }
        if let node = root["redaction"] {
            redaction = try RedactionRules(reading: node, detectors: detectors)
        }
        try readContent(root)
        attachments = try root.word("attachments", Attachments.self)
        store = try root.word("store", ProviderStorage.self)
        unpriced = try root.word("unpriced", Unpriced.self)
        unsupportedFields = try root.word("unsupported_fields", UnsupportedFields.self)
        if let node = root["replies"] {
            scansReplies = try PolicyFields(node, at: "replies", known: ["scan"]).flag("scan")
        }
        if let node = root["allowance"] {
            unknownInputTokens = try PolicyFields(
                node, at: "allowance", known: ["unknown_input_tokens"]
            ).count("unknown_input_tokens", 1...Self.outputTokensCapMax)
        }
    }

    private static let endpointNames =
        "one of \(Endpoint.allCases.map(\.rawValue).joined(separator: ", "))"

    private mutating func readModels(_ root: PolicyFields) throws(PolicyFault) {
        guard let node = root["models"] else { return }
        let models = try PolicyFields(node, at: "models", known: ["allow", "deny"])
        let form = "a glob of 1 to 256 bytes such as gpt-*"
        if let list = try models.list("allow", form, mayBeEmpty: false, { Glob($0) }) {
            modelLists = [list]
        }
        deniedModels = try models.list("deny", form) { Glob($0) } ?? []
    }

    private mutating func readContent(_ root: PolicyFields) throws(PolicyFault) {
        enum Keep: String, CaseIterable {
            case none, redacted
        }
        guard let node = root["content"] else { return }
        let fields = try PolicyFields(node, at: "content", known: ["keep", "retention"])
        let retention = try fields.text("retention")
        switch try fields.word("keep", Keep.self) {
        case nil:
            guard retention == nil else {
                throw PolicyFault("content.retention", "needs content.keep: redacted beside it")
            }
        case .none?:
            content = ContentKeeping.none
        case .redacted?:
            guard let retention, let length = DurationText.milliseconds(retention), length > 0
            else {
                throw PolicyFault(
                    "content.retention", "must be a duration such as 30d when content is kept")
            }
            content = .redacted(forMilliseconds: length)
        }
    }
}

extension RedactionRules {
    /// Reads the `redaction` section.
    ///
    /// - Throws: The first thing wrong with it.
    init(reading node: JSONNode, detectors names: DetectorNames) throws(PolicyFault) {
        let fields = try PolicyFields(
            node, at: "redaction", known: ["default", "detectors", "words", "patterns", "allowed"])
        self.init()
        fallback = try fields.word("default", RedactionAction.self)
        try readPatterns(fields, names)
        words = try Self.texts(fields, "words", max: Policy.wordsMax) ?? []
        allowed = try Self.texts(fields, "allowed", max: Policy.allowedMax)
        try readDetectors(fields, names)
        if !words.isEmpty, self.detectors[DetectorNames.words] == nil {
            self.detectors[DetectorNames.words] = max(fallback ?? .allow, .tokenise)
        }
    }

    private static func texts(
        _ fields: PolicyFields, _ key: String, max countMax: Int
    ) throws(PolicyFault) -> [String]? {
        let form = "text of 1 to 256 bytes that isn't blank"
        let list = try fields.list(key, form, max: countMax) { text -> String? in
            let isBlank = text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
            return !isBlank && text.utf8.count <= 256 ? text : nil
        }
        return list.map { Set($0).sorted() }
    }

    private mutating func readDetectors(
        _ fields: PolicyFields, _ names: DetectorNames
    ) throws(PolicyFault) {
        guard let node = fields["detectors"] else { return }
        let own = [DetectorNames.words] + patterns.map(\.name)
        let path = fields.path("detectors")
        guard node.kind == .object else {
            throw PolicyFault(path, "must be an object of detectors and their actions")
        }
        for (name, action) in node.members {
            guard names.contains(name) || own.contains(name) else {
                let all = (names.all + own).joined(separator: ", ")
                throw PolicyFault(
                    "\(path).\(name.prefix(64))", "isn't a detector; there are: \(all)")
            }
            detectors[name] = try PolicyFields.word(
                action.string ?? "", RedactionAction.self, at: "\(path).\(name)")
            families[name] = names.family(of: name)
        }
        for index in patterns.indices {
            guard let named = detectors.removeValue(forKey: patterns[index].name) else { continue }
            patterns[index].action = max(patterns[index].action, named)
        }
    }

    private mutating func readPatterns(
        _ fields: PolicyFields, _ names: DetectorNames
    ) throws(PolicyFault) {
        guard let node = fields["patterns"] else { return }
        let path = fields.path("patterns")
        guard node.kind == .array, node.count <= Policy.patternsMax else {
            throw PolicyFault(path, "must be a list of at most \(Policy.patternsMax) patterns")
        }
        for (index, element) in node.elements.enumerated() {
            let place = "\(path)[\(index)]"
            let entry = try PolicyFields(element, at: place, known: ["name", "pattern", "action"])
            guard let name = try entry.text("name"), Self.isName(name),
                !names.isKnown(name), name != DetectorNames.words,
                !patterns.contains(where: { $0.name == name })
            else {
                throw PolicyFault(
                    "\(place).name",
                    "must be 1 to 32 of a-z, 0-9 and -, begin with a letter, and name nothing else")
            }
            guard let pattern = try entry.text("pattern"), (1...1024).contains(pattern.utf8.count)
            else {
                throw PolicyFault(
                    "\(place).pattern", "must be a regular expression of 1 to 1024 bytes")
            }
            let action = try entry.word("action", RedactionAction.self)
            patterns.append(
                Pattern(
                    name: name, pattern: pattern,
                    action: action ?? max(fallback ?? .allow, .tokenise)))
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard (1...32).contains(text.utf8.count), let first = text.utf8.first,
            (0x61...0x7a).contains(first)
        else { return false }
        return text.utf8.allSatisfy {
            (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
        }
    }
}
