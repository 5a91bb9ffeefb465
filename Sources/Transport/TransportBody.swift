/// The body of a reply as it comes in.
///
/// Unread bytes wait up to a limit (`Backlog.highMark`); beyond it the transfer is paused, so a
/// slow reader costs bounded memory. Dropping the last reference cancels the transfer.
package final class TransportBody: Sendable {
    private let exchange: Exchange

    init(_ exchange: Exchange) {
        self.exchange = exchange
    }

    deinit {
        exchange.abandon()
    }

    /// The next bytes: all that are waiting, or as soon as some arrive.
    ///
    /// One reader at a time. Cancelling the reading task ends the wait with `.cancelled` but leaves
    /// the transfer alone, so that somebody else may read on (drain) or call `cancel()`.
    ///
    /// - Returns: At least one byte, or nil at the clean end of the body, then always nil.
    /// - Throws: Why there is no clean end, after all bytes that came before it; then always.
    package func next() async throws(TransportFault) -> [UInt8]? {
        try await exchange.nextBytes().get()
    }

    /// Ends the transfer and frees its connection; unread bytes are dropped.
    package func cancel() {
        exchange.abandon()
    }
}
