import Vocabulary

/// What a policy is asked of one call: everything it may judge, read from the request once.
package struct PolicyQuestion: Sendable {
    /// The family of the route.
    package var endpoint: Endpoint
    /// The public name of the model asked for.
    package var model: String
    /// Where the call comes from; `nil` when that isn't known.
    package var address: IPAddress?
    /// When the call began.
    package var moment: Timestamp
    /// Hosted tools it asks for, by `HostedTool`'s names.
    package var hostedTools: [String] = []
    /// The bound it sets on each answer's output tokens; `nil` without one.
    package var outputTokensMax: Int64?
    /// Does it hold images or other parts that can't be looked into?
    package var hasAttachments = false
    /// Does it ask the provider to store the answer, in so many words?
    package var asksForStorage = false
    /// Has every target that may serve it a price?
    package var isPriced = true
    /// Did redaction find anything in it?
    package var isRedacted = false
    /// Can a server on this host serve it?
    package var hasOnDeviceTarget = true

    /// A plain question: no tools, no bound, no attachments.
    package init(endpoint: Endpoint, model: String, address: IPAddress?, moment: Timestamp) {
        self.endpoint = endpoint
        self.model = model
        self.address = address
        self.moment = moment
    }
}
