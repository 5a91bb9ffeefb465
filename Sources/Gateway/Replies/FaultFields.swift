import Vocabulary

/// Header fields that every dialect's faults share.
enum FaultFields {
    /// Content type, call id, and whether and when to come back.
    static func fields(_ fault: RoadFault, call: Identifier?) -> [(name: String, value: String)] {
        var fields = [("content-type", "application/json")]
        if let call { fields.append(("bursar-call", call.description)) }
        if let seconds = fault.retryAfterSeconds { fields.append(("retry-after", "\(seconds)")) }
        if !fault.mayRetry { fields.append(("x-should-retry", "false")) }
        return fields
    }
}
