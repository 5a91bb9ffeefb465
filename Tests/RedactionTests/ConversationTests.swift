import Testing

@testable import Redaction

@Suite struct `What a conversation replaced` {
    @Test func `comes back from its bytes, as far as they fit`() throws {
        let (_, redacted) = try Fixture.redact(
            "{\"messages\":[\"ann@corp.io\",\"5555 5555 5555 4444\",\"falcon\"]}")
        let again = Restoration(packed: redacted.restoration.packed)
        #expect(again.values == redacted.restoration.values && again.count == 3)
        #expect(Restoration(packed: []).isEmpty)
        #expect(Restoration(packed: [200, 1, 2]).isEmpty)
        var both = try Fixture.redact("{\"messages\":[\"bob@corp.io\"]}").redacted.restoration
        both.add(again)
        #expect(both.count == 4 && both.ordered.count == 4)

        let mails = (0..<4_000).map { "\"a\($0)-\(String(repeating: "x", count: 30))@corp.io\"" }
        let many = try Fixture.redact("{\"messages\":[\(mails.joined(separator: ","))]}")
        let packed = many.redacted.restoration.packed
        #expect(packed.count <= 48 << 10 && Restoration(packed: packed).count > 500)
    }
}
