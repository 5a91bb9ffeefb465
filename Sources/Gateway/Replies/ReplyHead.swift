/// Status and header fields of an answer to a client.
package struct ReplyHead: Sendable {
    package var status: Int
    /// Names in lower case, values of visible ASCII; framing and date are the listener's business.
    package var fields: [(name: String, value: String)]

    package init(status: Int, fields: [(name: String, value: String)]) {
        self.status = status
        self.fields = fields
    }
}

/// A whole answer in memory.
package struct WholeReply: Sendable {
    package var head: ReplyHead
    package var body: [UInt8]

    package init(status: Int, fields: [(name: String, value: String)], body: [UInt8]) {
        head = ReplyHead(status: status, fields: fields)
        self.body = body
    }
}

/// The client's end of a call, as the road sees it. A listener's connection conforms.
package protocol ClientSide: Sendable {
    /// Has the client hung up?
    var hasLeft: Bool { get }
    /// Where its call runs: the thread that writes to it, so that steps needn't wake another.
    var executor: any TaskExecutor { get }
    /// Sends a whole answer and ends it.
    func send(_ reply: WholeReply)
    /// Starts a streamed answer.
    func start(_ head: ReplyHead)
    /// Sends bytes of a streamed answer; waits while the client reads slower than they come.
    ///
    /// - Returns: `false` when the client has left.
    func send(_ bytes: [UInt8]) async -> Bool
    /// Sends bytes without waiting, for keepalives.
    func sendNow(_ bytes: [UInt8])
    /// Ends a streamed answer.
    ///
    /// - Parameter lastBytes: What still goes before the end.
    func end(_ lastBytes: [UInt8])
}
