import Synchronization

/// The responses that the sandbox keeps, the newest only.
final class ResponseStore: Sendable {
    /// The most responses that are kept.
    static let responsesMax = 1_000
    /// The most bytes that they may have together.
    static let bytesMax = 16 * 1024 * 1024

    private let state = Mutex(State())

    private struct State {
        var lastSerial: Int64 = 0
        var responses: [String: StoredResponse] = [:]
        /// Ids in the order of their coming; some may have gone since.
        var order: [String] = []
        var bytes = 0
        /// Which response an item is part of.
        var owners: [String: String] = [:]

        mutating func remove(_ id: String) {
            guard let old = responses.removeValue(forKey: id) else { return }
            bytes -= old.byteCount
            for item in old.items.keys { owners[item] = nil }
        }
    }

    /// A number that no response had before, to make its id its own.
    func nextSerial() -> Int64 {
        state.withLock { state in
            state.lastSerial += 1
            return state.lastSerial
        }
    }

    /// Keeps a response, and forgets the oldest ones beyond the limits.
    func keep(_ response: StoredResponse) {
        guard response.byteCount <= Self.bytesMax else { return }
        state.withLock { state in
            state.remove(response.id)
            state.responses[response.id] = response
            state.order.append(response.id)
            state.bytes += response.byteCount
            for item in response.items.keys { state.owners[item] = response.id }
            while state.responses.count > Self.responsesMax || state.bytes > Self.bytesMax
                || state.order.count > 2 * Self.responsesMax
            {
                let oldest = state.order.removeFirst()
                if oldest != response.id { state.remove(oldest) }
            }
        }
    }

    /// A response of an organisation.
    func response(_ id: String, of organisation: String) -> StoredResponse? {
        state.withLock { state in
            state.responses[id].flatMap { $0.organisation == organisation ? $0 : nil }
        }
    }

    /// An item of a response of an organisation.
    func item(_ id: String, of organisation: String) -> StoredResponse.Item? {
        state.withLock { state in
            guard let owner = state.owners[id].flatMap({ state.responses[$0] }),
                owner.organisation == organisation
            else { return nil }
            return owner.items[id]
        }
    }

    /// Forgets a response of an organisation.
    ///
    /// - Returns: Whether there was one.
    func remove(_ id: String, of organisation: String) -> Bool {
        state.withLock { state in
            guard state.responses[id]?.organisation == organisation else { return false }
            state.remove(id)
            return true
        }
    }

    /// How many responses are kept.
    var count: Int { state.withLock { $0.responses.count } }
}

/// A response as it is kept, with what a conversation needs to go on from it.
struct StoredResponse: Sendable {
    /// Its id.
    let id: String
    /// The organisation it belongs to.
    let organisation: String
    /// The body of the whole response.
    let body: [UInt8]
    /// The texts of the conversation up to its end, without instructions.
    let conversation: PromptText
    /// The items of its output, by id.
    let items: [String: Item]
    /// The items of its input as they came; a string stands for a user message.
    let input: [UInt8]

    /// An item of its output.
    enum Item: Equatable, Sendable {
        /// Text or a refusal.
        case message
        /// Reasoning.
        case reasoning
        /// A call, by its call id.
        case call(String, isCustom: Bool)
    }

    /// The bytes it is counted with.
    var byteCount: Int { body.count + input.count + 512 }

    /// The ids of its calls that wait for their outputs.
    var callIDs: [String: Bool] {
        var calls: [String: Bool] = [:]
        for case .call(let id, let isCustom) in items.values { calls[id] = isCustom }
        return calls
    }
}
