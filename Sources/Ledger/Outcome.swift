/// How a call ended, as its row says.
package enum CallOutcome: String, CaseIterable, Sendable {
    /// The client had the whole answer, or could have had it.
    case ok
    /// Bursar said no; nothing was sent to a provider.
    case refused
    /// The provider, the way to it, or Bursar failed.
    case failed
    /// The client hung up before the end.
    case clientClosed = "client_closed"
    /// Bursar died while the call was under way; charged at its hold.
    case abandoned
}

/// How one try at an upstream ended, as its row says.
package enum AttemptOutcome: String, CaseIterable, Sendable {
    /// The provider answered in full.
    case ok
    /// The provider answered with an error, or could not be reached, before it generated anything.
    case failed
    /// The answer broke off after it may have been generated.
    case broken
    /// The client hung up and the rest of the answer was not waited for to its end.
    case clientClosed = "client_closed"
    /// Bursar died meanwhile.
    case abandoned
}
