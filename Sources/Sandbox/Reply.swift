/// What goes back to a client, and how.
struct Reply: Sendable {
    /// The HTTP status.
    var status: Int
    /// The headers, without those of framing.
    var headers: [(name: String, value: String)]
    /// The body.
    var body: Body
    /// The call that is counted, if it is one.
    var call: CallTicket?
    /// Milliseconds before the first byte.
    var waitMilliseconds: Int64 = 0
    /// Milliseconds after each event but the last.
    var paceMilliseconds: Int64 = 0
    /// Events that share a write at most; `nil` for as many as fit.
    var burst: Int?

    /// A body that is ready, or is made on the way.
    enum Body: Sendable {
        case bytes([UInt8])
        /// With its length where it is announced; chunks otherwise.
        case made(any BodySource, length: Int?)
    }

    /// A JSON body.
    static func json(_ bytes: [UInt8], status: Int = 200) -> Reply {
        Reply(
            status: status, headers: [("content-type", "application/json")], body: .bytes(bytes))
    }
}

/// Where a call stands in the book, and what it gives when it is answered in one piece.
struct CallTicket: Sendable {
    /// Its number in the book.
    let number: Int64
    /// Output tokens of the whole answer, where it is given in one piece.
    let outputTokens: Int64
    /// The reasoning tokens among them.
    let reasoningTokens: Int64
    /// Whether the answer is a refusal, that costs nothing.
    let isRefusal: Bool
}
