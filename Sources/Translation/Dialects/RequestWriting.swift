import Wire

/// A writer of one dialect's requests: it opens with a draft, writes the body, and closes with what
/// was lost.
protocol RequestWriting {
    /// What is written, and what is lost of it.
    var draft: RequestDraft { get set }
    /// The body so far.
    var json: JSONWriter { get set }

    /// Begins a body.
    init(_ draft: RequestDraft) throws(TranslationFault)

    /// Writes the body.
    ///
    /// - Throws: Faults of fields that can't be carried.
    mutating func write() throws(TranslationFault)
}

extension RequestWriting {
    /// Writes a request.
    ///
    /// - Throws: Faults of fields that can't be carried.
    static func request(
        _ conversation: Conversation, to target: TranslationTarget
    ) throws(TranslationFault) -> TranslatedRequest {
        var writer = try Self(RequestDraft(conversation, to: target))
        try writer.write()
        return writer.draft.finished(writer.json.bytes)
    }

    var conversation: Conversation { draft.conversation }
    var traits: ModelTraits { draft.target.traits }
    /// Does the client speak the target's dialect too?
    var isOwn: Bool { conversation.source == draft.target.dialect }
}

extension JSONWriter {
    /// A body for a draft, with room for what most have.
    init(for draft: RequestDraft) {
        var bytes = 1_024
        for turn in draft.conversation.turns { bytes += turn.parts.count * 256 }
        self.init(reservingBytes: bytes)
    }
}
