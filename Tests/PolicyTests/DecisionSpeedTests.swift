import Testing
import Vocabulary

@testable import Policy

@Suite struct `Deciding` {
    /// A figure to look at, never a limit to fail at: BURSAR_BENCH=1 swift test -c release --filter Deciding
    @Test func `is a matter of a microsecond`() throws {
        let whole = effective([
            try policy(
                #"{"models": {"allow": ["gpt-*", "claude-*"], "deny": ["*-pro"]}, "cidr": ["10.0.0.0/8"]}"#
            ),
            try policy(
                #"{"endpoints": ["chat", "messages"], "max_output_tokens": 100, "tools": {"deny_hosted": ["mcp"]}}"#
            ),
            try policy(#"{"models": {"allow": ["claude-*", "gpt-5*"]}, "cidr": ["10.1.0.0/16"]}"#),
        ])
        var question = PolicyQuestion(
            endpoint: .chat, model: "gpt-5-mini", address: IPAddress("10.1.2.3"),
            moment: Timestamp(milliseconds: 0))
        question.hostedTools = ["web_search"]
        let clock = SystemClock()
        let began = clock.monotonicNanoseconds
        var yes = 0
        for _ in 0..<100_000 where whole.decide(question).isPermitted { yes += 1 }
        let each = (clock.monotonicNanoseconds - began) / 100_000
        #expect(yes == 100_000)
        print("a decision takes \(each) ns in this build")
    }
}
