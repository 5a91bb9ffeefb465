import Testing
import Vocabulary

@testable import Policy

@Suite struct `A decision` {
    private func ask(_ change: (inout PolicyQuestion) -> Void = { _ in }) -> PolicyQuestion {
        var question = PolicyQuestion(
            endpoint: .chat, model: "gpt-5", address: IPAddress("10.0.0.1"),
            moment: Timestamp(milliseconds: 1000))
        change(&question)
        return question
    }

    private func rule(_ json: String, _ question: PolicyQuestion) throws -> String {
        let decision = effective([try policy(json)]).decide(question)
        #expect(decision.isPermitted == (decision.rule == PolicyDecision.permit))
        #expect(decision.reason.hasSuffix("."))
        return decision.rule
    }

    @Test func `on models lies where the globs say`() throws {
        let json = #"{"models": {"allow": ["gpt-*"], "deny": ["*-pro"]}}"#
        #expect(try rule(json, ask()) == "policy.permit")
        #expect(try rule(json, ask { $0.model = "gpt-5-pro" }) == "policy.models.deny")
        #expect(try rule(json, ask { $0.model = "gpt-5-PRO" }) == "policy.models.deny")
        #expect(try rule(json, ask { $0.model = "GPT-5" }) == "policy.models.allow")
        #expect(try rule(json, ask { $0.model = "claude-5" }) == "policy.models.allow")
    }

    @Test func `on networks, endpoints and expiry has two sides`() throws {
        let json =
            #"{"cidr": ["10.0.0.0/8"], "endpoints": ["chat"], "expires": "1970-01-01T00:00:02Z"}"#
        #expect(try rule(json, ask()) == "policy.permit")
        #expect(try rule(json, ask { $0.address = IPAddress("11.0.0.0") }) == "policy.cidr")
        #expect(try rule(json, ask { $0.address = IPAddress("10.255.255.255") }) == "policy.permit")
        #expect(try rule(json, ask { $0.address = nil }) == "policy.cidr")
        #expect(try rule(json, ask { $0.endpoint = .embeddings }) == "policy.endpoints")
        #expect(
            try rule(json, ask { $0.moment = Timestamp(milliseconds: 1999) }) == "policy.permit")
        #expect(
            try rule(json, ask { $0.moment = Timestamp(milliseconds: 2000) }) == "policy.expires")
    }

    @Test func `on tools, caps, attachments, storage, prices and residency has two sides`() throws {
        let json =
            #"{"max_output_tokens": 100, "tools": {"deny_hosted": ["web_*"]}, "attachments": "refuse", "store": "never", "residency": "on-device"}"#
        #expect(try rule(json, ask { $0.outputTokensMax = 100 }) == "policy.permit")
        #expect(try rule(json, ask { $0.outputTokensMax = 101 }) == "policy.max_output_tokens")
        #expect(try rule(json, ask { $0.hostedTools = ["mcp"] }) == "policy.permit")
        #expect(
            try rule(json, ask { $0.hostedTools = ["mcp", "web_search"] })
                == "policy.tools.deny_hosted")
        #expect(try rule(json, ask { $0.hasAttachments = true }) == "policy.attachments")
        #expect(try rule(json, ask { $0.asksForStorage = true }) == "policy.store")
        #expect(try rule(json, ask { $0.hasOnDeviceTarget = false }) == "policy.residency")
        #expect(try rule(json, ask { $0.isPriced = false }) == "policy.unpriced")
        #expect(try rule(#"{"unpriced": "allow"}"#, ask { $0.isPriced = false }) == "policy.permit")
    }

    @Test func `names who said no`() throws {
        let whole = EffectivePolicy(layers: [
            PolicyLayer(
                source: .client("acme", policy: "house", version: 3),
                policy: try policy(#"{"models": {"deny": ["*-pro"]}}"#)),
            PolicyLayer(source: .token("abc"), policy: try policy(#"{"endpoints": ["chat"]}"#)),
        ])
        let model = whole.decide(ask { $0.model = "gpt-pro" })
        #expect(
            model.reason
                == "The policy “house” (version 3) of client acme doesn't allow the model gpt-pro.")
        let endpoint = whole.decide(ask { $0.endpoint = .messages })
        #expect(endpoint.rule == "token.endpoints")
        #expect(endpoint.reason == "This token doesn't allow the messages endpoint.")
        #expect(
            whole.permission.reason
                == "Allowed by “house” version 3 of client acme, the scopes of token abc.")
    }

    @Test func `on endpoints that no two policies share is still a refusal`() throws {
        let whole = effective([
            try policy(#"{"endpoints": ["chat"]}"#), try policy(#"{"endpoints": ["messages"]}"#),
        ])
        for endpoint in Endpoint.allCases {
            #expect(!whole.decide(ask { $0.endpoint = endpoint }).isPermitted)
        }
    }

    @Test func `keeps calls on the host always, or when redaction found something`() throws {
        let always = effective([try policy(#"{"residency": "on-device"}"#)])
        let sometimes = effective([try policy(#"{"residency": "on-device-when-redacted"}"#)])
        #expect(always.mustStayOnDevice(redacted: false) && always.mustStayOnDevice(redacted: true))
        #expect(
            !sometimes.mustStayOnDevice(redacted: false)
                && sometimes.mustStayOnDevice(redacted: true))
        #expect(!effective([Policy()]).mustStayOnDevice(redacted: true))
    }
}
