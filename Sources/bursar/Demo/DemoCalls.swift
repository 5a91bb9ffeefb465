import Transport
import Vault
import Vocabulary
import Wire

/// Calls as applications make them: over HTTP, in two dialects, streamed and not.
struct DemoCalls {
    let gateway: String
    let tokens: DemoDirectory.Tokens

    /// A call that was made.
    struct Made: Sendable {
        let title: String
        let status: Int
        /// The call's id, from its answer.
        let call: String?
        let events: Int
    }

    private struct Plan {
        let title: String
        let path: String
        let token: String
        let body: String
    }

    /// Makes them one after the other and tells of each.
    func run() async throws -> [Made] {
        let transport = try Transport()
        defer { transport.shutdown() }
        var made: [Made] = []
        for plan in plans {
            let one = try await make(plan, over: transport)
            let events = one.events > 0 ? ", \(one.events) events" : ""
            HumanWords.say("  \(plan.title): HTTP \(one.status)\(events)")
            made.append(one)
        }
        return made
    }

    private var plans: [Plan] {
        let chat = "/v1/chat/completions"
        let messages = "/v1/messages"
        let talk = "\"messages\":[{\"role\":\"user\",\"content\":\"What does a bursar do?\"}]"
        return [
            Plan(
                title: "OpenAI Chat", path: chat, token: tokens.app,
                body: "{\"model\":\"gpt-demo\",\(talk)}"),
            Plan(
                title: "OpenAI Chat, streamed", path: chat, token: tokens.app,
                body: "{\"model\":\"gpt-demo+words=40\",\"stream\":true,\(talk)}"),
            Plan(
                title: "Anthropic Messages", path: messages, token: tokens.team,
                body: "{\"model\":\"claude-demo+cached=2000\",\"max_tokens\":512,\(talk)}"),
            Plan(
                title: "Anthropic Messages, streamed", path: messages, token: tokens.team,
                body:
                    "{\"model\":\"claude-demo+words=40\",\"max_tokens\":512,\"stream\":true,\(talk)}"
            ),
            Plan(
                title: "a model nobody serves (refused)", path: chat, token: tokens.app,
                body: "{\"model\":\"unknown\",\(talk)}"),
            Plan(
                title: "a provider that is down (no cost)", path: chat, token: tokens.app,
                body: "{\"model\":\"gpt-demo+fault=500\",\(talk)}"),
        ]
    }

    private func make(_ plan: Plan, over transport: Transport) async throws -> Made {
        var request = TransportRequest(method: "POST", url: gateway + plan.path)
        request.headers = [
            (name: "content-type", value: "application/json"),
            (name: "anthropic-version", value: "2023-06-01"),
        ]
        request.secretHeader = SecretHeader(
            name: "authorization", prefix: "Bearer ",
            secret: try Secret(copying: Array(plan.token.utf8)))
        request.body = Array(plan.body.utf8)
        request.allowHTTP = true
        request.addressRule = .thisHostOnly
        let reply = try await transport.send(request)
        var reader = ServerSentEventReader()
        let isStream = reply.header("content-type")?.hasPrefix("text/event-stream") ?? false
        var events = 0
        while let part = try await reply.body.next() {
            guard isStream else { continue }
            try reader.push(part)
            while let event = reader.next() { events += event.hasData ? 1 : 0 }
        }
        return Made(
            title: plan.title, status: reply.status, call: reply.header("bursar-call"),
            events: events)
    }
}
