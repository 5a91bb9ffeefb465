import Testing

@testable import Administration

private struct Inner: Codable, Hashable { let aB: Int }

private struct Sample: Codable, Hashable {
    let zeta: String
    let costNanoUSD: Int64
    let cacheWrite5m: Int?
    let flag: Bool
    let list: [Inner]
    let nothing: String?
    let inner: Inner
    let words: [String]?
}

private let sample = Sample(
    zeta: "ä\n\"", costNanoUSD: -3, cacheWrite5m: 7, flag: true,
    list: [Inner(aB: 1), Inner(aB: 2)], nothing: nil,
    inner: Inner(aB: 3), words: [])

@Suite struct `An answer` {
    @Test func `is JSON in the order of its type, in snake case, with null for what is absent`()
        throws
    {
        let text = String(decoding: try AnswerEncoder.bytes(sample), as: UTF8.self)
        #expect(
            text
                == #"{"zeta":"ä\n\"","cost_nano_usd":-3,"cache_write_5m":7,"flag":true,"list":[{"a_b":1},{"a_b":2}],"#
                + #""nothing":null,"inner":{"a_b":3},"words":[]}"#)
    }

    @Test func `is read back as it was`() throws {
        #expect(try ArgumentDecoder.value(Sample.self, from: AnswerEncoder.bytes(sample)) == sample)
    }

    @Test func `never holds floating point`() {
        #expect(throws: (any Error).self) { try AnswerEncoder.bytes(["a": 0.5]) }
        #expect(throws: (any Error).self) {
            try ArgumentDecoder.value(Double.self, from: Array("1.5".utf8))
        }
    }

    @Test(arguments: [
        "{}", "[]", #"{"zeta":1}"#, "{\"zeta\":\"a\",\"cost_nano_usd\":1.5}", "nonsense", "",
        "{\"zeta\":\"a\",\"cost_nano_usd\":99999999999999999999}",
    ]) func `that is none is refused`(text: String) {
        #expect(throws: (any Error).self) {
            try ArgumentDecoder.value(Sample.self, from: Array(text.utf8))
        }
    }

    @Test(arguments: [
        ("costUSD", "cost_usd"), ("allowHTTP", "allow_http"),
        ("cacheWrite1hUSD", "cache_write_1h_usd"),
        ("providerId", "provider_id"), ("id", "id"), ("already_snake", "already_snake"),
        ("totalMs", "total_ms"),
    ]) func `has keys in snake case`(name: String, key: String) {
        #expect(SnakeCase.key(name) == key)
    }
}
