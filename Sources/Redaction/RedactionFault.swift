/// Why a request may not be sent, or an answer not be shown.
///
/// It names detectors and reasons and never carries text of the request.
package struct RedactionFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The closed list of reasons.
    package enum Code: String, Sendable, CaseIterable {
        /// A detector whose action is `block` found something. The client must take it out.
        case blocked
        /// A signed or encrypted block holds what would have to be changed.
        case sealed
        /// A body that can't be read can't be redacted.
        case unreadable
        /// More findings than `Scanner.hitsMax`.
        case tooManyFindings = "too many findings"
        /// A search passed its limit of steps, depth or memory.
        case tooCostly = "too costly"
        /// What the model wrote holds what a detector blocks.
        case replyBlocked = "reply blocked"
        /// The provider's stream or answer can't be read, so nothing can be put back.
        case unreadableReply = "unreadable reply"
        /// An operator's word or pattern can't be used.
        case invalidPolicy = "invalid policy"
    }

    /// The reason.
    package let code: Code
    /// The detector, word list or pattern that it is about; empty for none.
    package let detector: String
    /// Where in the body's tree, without any of its text; empty when unknown.
    package let place: String

    /// A fault.
    package init(_ code: Code, detector: String = "", place: String = "") {
        self.code = code
        self.detector = detector
        self.place = place
    }

    /// For the client and the log.
    package var description: String {
        switch code {
        case .blocked: "The request holds what the policy blocks: \(detector)."
        case .sealed:
            "A signed or encrypted block holds what the policy keeps back (\(detector)), and it can't be changed. Send the conversation without that block."
        case .unreadable: "The request can't be read, so it can't be redacted."
        case .tooManyFindings: "The request holds more findings than Bursar redacts."
        case .tooCostly:
            "Redaction took more steps than it may\(detector.isEmpty ? "" : " (\(detector))")."
        case .replyBlocked: "The answer holds what the policy blocks: \(detector)."
        case .unreadableReply: "The provider's answer can't be read, so nothing can be put back."
        case .invalidPolicy: "The policy's \(detector) can't be used."
        }
    }
}
