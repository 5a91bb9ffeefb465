import Testing
import Vocabulary

@testable import Policy

/// The detectors that tests know besides the families.
let detectorsForTests = DetectorNames(members: [
    ("jwt", "secret"), ("connection-string", "secret"), ("password", "secret"),
    ("us-ssn", "national-id"), ("de-steuer-id", "national-id"),
])

/// A policy from JSON.
func policy(_ json: String) throws -> Policy {
    try Policy(parsing: Array(json.utf8), detectors: detectorsForTests)
}

@Suite struct `A policy file` {
    @Test func `of INTERFACE is read whole`() throws {
        let read = try policy(
            #"""
            {"models": {"allow": ["gpt-*", "claude-*"], "deny": ["*-pro"]},
             "endpoints": ["chat", "responses", "messages", "gemini", "embeddings"],
             "residency": "any", "max_output_tokens": 8192,
             "tools": {"deny_hosted": ["web_search", "code_execution"]},
             "redaction": {"default": "tokenise",
               "detectors": {"private-key": "block", "secret": "mask", "email": "tokenise", "phone": "tokenise",
                             "card": "block", "iban": "tokenise", "ip": "allow"},
               "words": ["Project Falcon"],
               "patterns": [{"name": "ticket", "pattern": "ACME-[0-9]{5}", "action": "tokenise"}]},
             "content": {"keep": "none"}, "attachments": "allow", "store": "client", "unpriced": "refuse",
             "unsupported_fields": "refuse", "replies": {"scan": true}, "cidr": ["10.0.0.0/8"],
             "expires": "2027-01-31", "allowance": {"unknown_input_tokens": 5000}}
            """#)
        #expect(read.modelLists.map { $0.map(\.pattern) } == [["gpt-*", "claude-*"]])
        #expect(read.deniedModels.map(\.pattern) == ["*-pro"])
        #expect(read.endpoints == Endpoint.allCases)
        #expect(read.residency == .anywhere && read.outputTokensMax == 8192)
        #expect(read.deniedHostedTools.map(\.pattern) == ["web_search", "code_execution"])
        #expect(read.redaction.fallback == .tokenise)
        #expect(read.redaction.detectors["private-key"] == .block)
        #expect(read.redaction.detectors["words"] == .tokenise)
        #expect(read.redaction.words == ["Project Falcon"])
        #expect(
            read.redaction.patterns == [
                .init(name: "ticket", pattern: "ACME-[0-9]{5}", action: .tokenise)
            ])
        #expect(read.content == ContentKeeping.none && read.attachments == .allow)
        #expect(read.store == .client && read.unpriced == .refuse)
        #expect(read.unsupportedFields == .refuse && read.scansReplies == true)
        #expect(read.networkLists.count == 1 && read.unknownInputTokens == 5000)
        #expect(read.expiresAt == Timestamp("2027-01-31"))
    }

    @Test func `that says nothing decides nothing, and resolves to the defaults`() throws {
        let empty = try policy("{}")
        #expect(empty == Policy())
        let resolved = empty.resolved
        #expect(resolved.modelLists.isEmpty && resolved.endpoints == nil)
        #expect(resolved.residency == .anywhere && resolved.outputTokensMax == nil)
        #expect(resolved.unpriced == .refuse && resolved.unsupportedFields == .auto)
        #expect(resolved.content == ContentKeeping.none && resolved.scansReplies == false)
        #expect(resolved.attachments == .allow && resolved.store == .client)
        let redaction = resolved.redaction
        #expect(redaction.action("secret", family: nil) == .tokenise)
        #expect(redaction.action("jwt", family: "secret") == .tokenise)
        #expect(redaction.action("private-key", family: nil) == .tokenise)
        #expect(redaction.action("card", family: nil) == .tokenise)
        #expect(redaction.action("email", family: nil) == .allow)
    }

    @Test(arguments: [
        (#"{"modles": {}}"#, "modles"), (#"{"models": {"alow": []}}"#, "models.alow"),
        (#"{"models": {"allow": []}}"#, "models.allow"),
        (#"{"models": {"allow": [""]}}"#, "models.allow[0]"),
        (#"{"models": []}"#, "models"), (#"{"models": {"allow": "gpt-*"}}"#, "models.allow"),
        (#"{"endpoints": ["chat", "chats"]}"#, "endpoints[1]"),
        (#"{"endpoints": []}"#, "endpoints"),
        (#"{"residency": "moon"}"#, "residency"), (#"{"residency": 1}"#, "residency"),
        (#"{"max_output_tokens": 0}"#, "max_output_tokens"),
        (#"{"max_output_tokens": 100000001}"#, "max_output_tokens"),
        (#"{"max_output_tokens": 1.5}"#, "max_output_tokens"),
        (#"{"max_output_tokens": "8"}"#, "max_output_tokens"),
        (#"{"tools": {"deny": []}}"#, "tools.deny"),
        (#"{"tools": {"deny_hosted": [1]}}"#, "tools.deny_hosted[0]"),
        (#"{"redaction": {"default": "tokenize"}}"#, "redaction.default"),
        (#"{"redaction": {"detectors": {"emial": "mask"}}}"#, "redaction.detectors.emial"),
        (#"{"redaction": {"detectors": {"email": "hide"}}}"#, "redaction.detectors.email"),
        (#"{"redaction": {"detectors": {"email": null}}}"#, "redaction.detectors.email"),
        (#"{"redaction": {"detectors": []}}"#, "redaction.detectors"),
        (#"{"redaction": {"words": [" "]}}"#, "redaction.words[0]"),
        (#"{"redaction": {"patterns": [{"name": "x"}]}}"#, "redaction.patterns[0].pattern"),
        (#"{"redaction": {"patterns": [{"pattern": "x"}]}}"#, "redaction.patterns[0].name"),
        (
            #"{"redaction": {"patterns": [{"name": "email", "pattern": "x"}]}}"#,
            "redaction.patterns[0].name"
        ),
        (
            #"{"redaction": {"patterns": [{"name": "x", "pattern": "x", "flags": 1}]}}"#,
            "redaction.patterns[0].flags"
        ),
        (#"{"content": {"keep": "all"}}"#, "content.keep"),
        (#"{"content": {"keep": "redacted"}}"#, "content.retention"),
        (#"{"content": {"retention": "30d"}}"#, "content.retention"),
        (#"{"attachments": true}"#, "attachments"), (#"{"store": "always"}"#, "store"),
        (#"{"unpriced": "free"}"#, "unpriced"),
        (#"{"unsupported_fields": "keep"}"#, "unsupported_fields"),
        (#"{"replies": {"scan": "yes"}}"#, "replies.scan"),
        (#"{"cidr": ["10.0.0.1/8"]}"#, "cidr[0]"),
        (#"{"cidr": []}"#, "cidr"), (#"{"expires": "tomorrow"}"#, "expires"),
        (#"{"allowance": {"unknown_input_tokens": 0}}"#, "allowance.unknown_input_tokens"),
        (#"[]"#, ""), (#"{"a": 1, "a": 2}"#, ""), (#"{"#, ""),
    ])
    func `is refused with the key that is wrong`(json: String, path: String) throws {
        let fault = try #require(throws: PolicyFault.self) { try policy(json) }
        #expect(fault.path == path, "\(fault)")
        #expect(fault.description.hasSuffix("."))
    }

    @Test func `says what is allowed in the place of an unknown key or word`() throws {
        let key = try #require(throws: PolicyFault.self) { try policy(#"{"modles": 1}"#) }
        #expect(key.description.contains("models, endpoints"))
        let word = try #require(throws: PolicyFault.self) { try policy(#"{"store": "x"}"#) }
        #expect(word.description == "The policy's store must be one of: client, never.")
        let detector = try #require(throws: PolicyFault.self) {
            try policy(#"{"redaction": {"detectors": {"x": "mask"}}}"#)
        }
        #expect(detector.description.contains("jwt"))
    }

    @Test func `holds so many entries and no more`() throws {
        func list(_ count: Int) -> String {
            #"{"models": {"deny": ["# + (0..<count).map { "\"m\($0)\"" }.joined(separator: ",")
                + "]}}"
        }
        #expect(try policy(list(Policy.listMax)).deniedModels.count == Policy.listMax)
        #expect(throws: PolicyFault.self) { try policy(list(Policy.listMax + 1)) }
    }

    @Test func `may name its words and patterns among the detectors`() throws {
        let read = try policy(
            #"""
            {"redaction": {"words": ["x"], "detectors": {"words": "block", "ticket": "mask"},
             "patterns": [{"name": "ticket", "pattern": "A-1"}]}}
            """#)
        #expect(read.redaction.detectors == ["words": .block])
        #expect(read.redaction.patterns.map(\.action) == [.mask])
    }

    @Test func `takes tools by any provider's word`() throws {
        let words = [
            "googleSearch", "google_search", "web_search_20250305", "web_search_preview_2025_03_11",
            "web_search_preview", "web_search_options", "web_search",
        ]
        #expect(Set(words.map(HostedTool.name)) == ["web_search"])
        #expect(HostedTool.name(of: "codeExecution") == "code_execution")
        #expect(HostedTool.name(of: "code_execution_20250522") == "code_execution")
        #expect(HostedTool.name(of: "code_interpreter") == "code_execution")
        #expect(HostedTool.name(of: "urlContext") == "web_fetch")
        #expect(HostedTool.name(of: "brand_new_9") == "brand_new_9")
    }
}
