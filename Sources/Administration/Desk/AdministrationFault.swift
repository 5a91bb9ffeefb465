/// Why an operator's wish was not granted: a code, and one sentence with the way out.
package struct AdministrationFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of refusal it is.
    package enum Code: String, CaseIterable, Sendable {
        /// The arguments make no sense.
        case invalid
        /// What was named doesn't exist.
        case notFound = "not_found"
        /// It exists already, or is in use.
        case conflict
        /// There is no data directory yet, or it has no keys.
        case notInitialised = "not_initialised"
        /// The root key is missing or wrong.
        case rootKey = "root_key"
        /// A provider refused or didn't answer.
        case upstream
        /// The ledger could not be read or written.
        case ledger
        /// The request to the operator's socket was not one of ours.
        case forbidden
        /// Server or data directory can't be reached.
        case unreachable
    }

    package let code: Code
    /// One sentence for a human, never with a secret in it.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// The HTTP status on the operator's socket.
    package var status: Int {
        switch code {
        case .invalid: 400
        case .forbidden: 403
        case .notFound: 404
        case .conflict, .notInitialised: 409
        case .upstream: 502
        case .rootKey, .ledger, .unreachable: 503
        }
    }
}
