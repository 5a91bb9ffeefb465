import Vocabulary
import Wire

/// What the road needs to know of a protocol whose bytes it passes through.
protocol DialectRules: Sendable {
    /// Reads what matters in a request's body.
    ///
    /// - Parameter path: What the path says, where the dialect has the model there.
    /// - Throws: `.malformedRequest` naming the field.
    static func request(
        _ document: JSONDocument, path: Route.PathFacts
    ) throws(RoadFault) -> RequestReading

    /// The path of the provider's endpoint after its base URL.
    ///
    /// - Parameters:
    ///   - model: The provider's name for the model.
    ///   - received: The client's request, if it speaks this dialect.
    static func path(model: String, isStream: Bool, for received: ReceivedRequest?) -> String

    /// Header fields the provider needs beside the credential.
    ///
    /// - Parameter received: The client's request, if it speaks this dialect.
    static func fields(for received: ReceivedRequest?) -> [(name: String, value: String)]

    /// Reads a whole answer.
    ///
    /// - Throws: `.upstreamMalformed` when it isn't an answer of this dialect, `.upstreamFailed` when it is an error.
    static func reply(_ document: JSONDocument) throws(RoadFault) -> ReplyReading

    /// A reader for one stream.
    static func stream(for reading: RequestReading) -> any StreamReader
}

extension DialectRules {
    static func fields(for received: ReceivedRequest?) -> [(name: String, value: String)] { [] }

    /// Routes that never stream have no reader.
    static func stream(for reading: RequestReading) -> any StreamReader { NoStream() }
}

/// How a protocol tells its clients that something failed.
package protocol FaultRules: Sendable {
    /// A fault as a whole answer.
    ///
    /// - Parameter call: The call's id, for a client that is known.
    static func reply(to fault: RoadFault, call: Identifier?) -> WholeReply

    /// A fault as the last event of a stream that has begun.
    static func streamEnd(_ fault: RoadFault, call: Identifier) -> [UInt8]

    /// What keeps a silent stream open.
    static var keepalive: [UInt8] { get }
}

extension Dialect {
    /// The rules of a dialect.
    var rules: any DialectRules.Type {
        switch self {
        case .openAIChat: ChatRules.self
        case .openAIResponses: ResponsesRules.self
        case .anthropic: MessagesRules.self
        case .gemini: GeminiRules.self
        }
    }

    /// How clients of this dialect are told of faults.
    package var faults: any FaultRules.Type {
        switch self {
        case .openAIChat: ChatFaults.self
        case .openAIResponses: ResponsesFaults.self
        case .anthropic: MessagesFaults.self
        case .gemini: GeminiFaults.self
        }
    }
}
