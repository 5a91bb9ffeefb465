import Testing
import Vocabulary

@testable import Policy

/// Random numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// Policies and questions drawn at random from small worlds, so that they meet often.
struct Drawn {
    var random: SeededGenerator
    let names = ["gpt-5", "gpt-5-pro", "claude-opus", "gemini-3", "GPT-5-PRO"]
    let globs = ["gpt-*", "claude-*", "*-pro", "*", "gpt-?", "gemini-3"]
    let networks = ["10.0.0.0/8", "10.1.0.0/16", "192.168.0.0/16", "::/0"]
    let addresses = ["10.1.2.3", "10.9.9.9", "192.168.1.1", "2001:db8::1"]
    let tools = ["web_search", "code_execution", "mcp"]
    let detectors = ["secret", "jwt", "card", "email", "national-id", "us-ssn"]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func some<Element>(_ list: [Element]) -> [Element] {
        list.filter { _ in Bool.random(using: &random) }
    }

    mutating func maybe<Element>(_ list: [Element]) -> Element? {
        Bool.random(using: &random) ? list.randomElement(using: &random) : nil
    }

    mutating func policy() -> Policy {
        var policy = Policy()
        if let glob = maybe(globs) {
            policy.modelLists = [[glob, "claude-*"].compactMap { Glob($0) }]
        }
        policy.deniedModels =
            maybe([0]) == nil ? [] : some(globs.suffix(1) + ["*-pro"]).compactMap { Glob($0) }
        policy.endpoints = maybe([0]) == nil ? nil : some(Endpoint.allCases)
        if let network = maybe(networks) {
            policy.networkLists = [[network].compactMap { Network($0) }]
        }
        policy.expiresAt = maybe([10, 20, 30]).map { Timestamp(milliseconds: $0) }
        policy.residency = maybe(Residency.allCases)
        policy.outputTokensMax = maybe([10, 100, 1000])
        policy.deniedHostedTools = some(tools).compactMap { Glob($0) }
        for name in some(detectors) {
            policy.redaction.detectors[name] = RedactionAction.allCases.randomElement(
                using: &random)
            policy.redaction.families[name] = detectorsForTests.family(of: name)
        }
        policy.redaction.fallback = maybe(RedactionAction.allCases)
        policy.redaction.words = some(["falcon", "heron"])
        policy.redaction.patterns = some([
            .init(name: "a", pattern: "a+", action: .mask),
            .init(name: "a", pattern: "a+", action: .block),
        ]).suffix(1)
        policy.content = maybe([
            .none, .redacted(forMilliseconds: 5), .redacted(forMilliseconds: 9),
        ])
        policy.attachments = maybe(Attachments.allCases)
        policy.store = maybe(ProviderStorage.allCases)
        policy.unpriced = maybe(Unpriced.allCases)
        policy.unsupportedFields = maybe(UnsupportedFields.allCases)
        policy.scansReplies = maybe([true, false])
        policy.unknownInputTokens = maybe([5, 50])
        return policy
    }

    mutating func question() -> PolicyQuestion {
        var question = PolicyQuestion(
            endpoint: Endpoint.allCases.randomElement(using: &random) ?? .chat,
            model: names.randomElement(using: &random) ?? "",
            address: maybe(addresses).flatMap { IPAddress($0) },
            moment: Timestamp(milliseconds: Int64.random(in: 0...40, using: &random)))
        question.hostedTools = some(tools)
        question.outputTokensMax = maybe([10, 11, 100, 101, 1000, 1001])
        question.hasAttachments = Bool.random(using: &random)
        question.asksForStorage = Bool.random(using: &random)
        question.isPriced = Bool.random(using: &random)
        question.hasOnDeviceTarget = Bool.random(using: &random)
        return question
    }
}

/// An effective policy of some policies, the topmost first.
func effective(_ policies: [Policy]) -> EffectivePolicy {
    EffectivePolicy(
        layers: policies.enumerated().map { index, policy in
            index == policies.count - 1 && policies.count > 1
                ? PolicyLayer(source: .token("tok\(index)"), policy: policy)
                : PolicyLayer(
                    source: .client("c\(index)", policy: "p\(index)", version: 1), policy: policy)
        })
}

@Suite struct `Narrowing` {
    @Test func `is associative, and a policy that says nothing changes nothing`() {
        var drawn = Drawn(seed: 1)
        for _ in 0..<2_000 {
            let (a, b, c) = (drawn.policy(), drawn.policy(), drawn.policy())
            #expect(a.narrowed(by: b).narrowed(by: c) == a.narrowed(by: b.narrowed(by: c)))
            #expect(a.narrowed(by: Policy()) == a)
            #expect(Policy().narrowed(by: a) == a)
            #expect(a.narrowed(by: a) == a)
        }
    }

    @Test func `never allows what a policy above forbids`() {
        var drawn = Drawn(seed: 2)
        var yes = 0
        for _ in 0..<6_000 {
            let chain = (0..<Int.random(in: 1...4, using: &drawn.random)).map { _ in drawn.policy()
            }
            let question = drawn.question()
            let whole = effective(chain).decide(question)
            if whole.isPermitted { yes += 1 }
            for count in 1...chain.count where whole.isPermitted {
                #expect(effective(Array(chain.prefix(count))).decide(question).isPermitted)
            }
        }
        #expect(yes > 50)
    }

    @Test func `allows what every policy allows`() {
        var drawn = Drawn(seed: 3)
        for _ in 0..<6_000 {
            let chain = [drawn.policy().resolved, drawn.policy(), drawn.policy()]
            let question = drawn.question()
            let each = chain.allSatisfy { policy in
                // Alone at the top a policy takes on defaults; narrowing a policy that allows all, it doesn't.
                var open = Policy()
                open.unpriced = .allow
                return effective([open, policy]).decide(question).isPermitted
            }
            #expect(effective(chain).decide(question).isPermitted == each)
        }
    }

    @Test func `takes the strictest action of each detector`() {
        var drawn = Drawn(seed: 4)
        for _ in 0..<3_000 {
            let chain = [drawn.policy().resolved, drawn.policy(), drawn.policy()]
            let whole = effective(chain).policy.redaction
            for name in drawn.detectors {
                let family = detectorsForTests.family(of: name)
                let strictest = chain.compactMap { $0.redaction.action(name, family: family) }.max()
                #expect(whole.action(name, family: family) == strictest)
            }
            #expect(Set(whole.words) == Set(chain.flatMap(\.redaction.words)))
        }
    }

    @Test func `under a client without a policy can't go beyond the defaults`() throws {
        let below = try policy(
            #"{"unpriced": "allow", "unsupported_fields": "drop", "redaction": {"detectors": {"secret": "allow"}}}"#
        )
        let whole = effective([Policy(), below]).policy
        #expect(whole.unpriced == .refuse && whole.unsupportedFields == .auto)
        #expect(whole.redaction.action("jwt", family: "secret") == .tokenise)
        let alone = effective([below]).policy
        #expect(alone.unpriced == .allow && alone.unsupportedFields == .drop)
        #expect(alone.redaction.action("jwt", family: "secret") == .allow)
    }
}
