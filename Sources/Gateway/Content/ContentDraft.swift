import Content
import Redaction
import Synchronization
import Vocabulary

/// What is gathered of one call whose content policy keeps: its redacted request, and the answer before anything is put back
/// into it.
final class ContentDraft: Sendable {
    private struct State {
        var answer: [UInt8] = []
        var isCut = false
        var reserved: Int
    }

    private let store: ContentStore
    private let request: [UInt8]
    private let retentionMilliseconds: Int64
    /// Masks what the model itself wrote, so that what is kept holds nothing that the policy keeps back.
    private let masker: Redactor
    private let dialect: Dialect
    private let isStream: Bool
    private let state: Mutex<State>

    /// - Returns: `nil` when there is no room in memory for it; the call goes on without.
    init?(
        _ store: ContentStore, request: [UInt8], retentionMilliseconds: Int64, masker: Redactor,
        dialect: Dialect, isStream: Bool
    ) {
        guard store.reserve(request.count) else {
            store.noteLoss()
            return nil
        }
        self.store = store
        self.request = request
        self.retentionMilliseconds = retentionMilliseconds
        self.masker = masker
        self.dialect = dialect
        self.isStream = isStream
        state = Mutex(State(reserved: request.count))
    }

    deinit { store.release(state.withLock { $0.reserved }) }

    /// Takes bytes of the answer, in the client's dialect; what is too much is left off.
    func append(_ bytes: [UInt8]) {
        state.withLock { state in
            guard !state.isCut else { return }
            guard state.answer.count + bytes.count <= KeptCall.bodyBytesMax,
                store.reserve(bytes.count)
            else {
                state.isCut = true
                return
            }
            state.reserved += bytes.count
            if state.answer.isEmpty { state.answer = bytes } else { state.answer += bytes }
        }
    }

    /// Forgets the answer: another try begins.
    func restart() {
        state.withLock { state in
            store.release(state.answer.count)
            state.reserved -= state.answer.count
            state.answer = []
            state.isCut = false
        }
    }

    /// What is kept of the call, now that it has ended, and how many bytes were reserved for it.
    func finish(
        _ call: Identifier, of client: Int64, began: Timestamp, ended: Timestamp
    ) -> (call: KeptCall, reserved: Int)? {
        let taken = state.withLock { state in
            defer {
                state.reserved = 0
                state.answer = []
            }
            return state
        }
        let masked = masked(taken.answer)
        do {
            let kept = try KeptCall(
                call: call, client: client, began: began,
                expires: ended.advanced(byMilliseconds: retentionMilliseconds), request: request,
                answer: masked ?? [], isStream: isStream, isCut: taken.isCut || masked == nil)
            return (kept, taken.reserved)
        } catch {
            store.release(taken.reserved)
            store.noteLoss()
            return nil
        }
    }

    /// The answer without what the policy keeps back; `nil` when it can't be looked through.
    private func masked(_ answer: [UInt8]) -> [UInt8]? {
        guard !answer.isEmpty else { return [] }
        do throws(RedactionFault) {
            guard isStream else {
                var walker = WholeRestorer(Restoration(), redactor: masker, dialect: dialect)
                return try walker.restore(answer)
            }
            var walker = StreamRestorer(Restoration(), redactor: masker, dialect: dialect)
            return try walker.push(answer) + walker.finish()
        } catch {
            return nil
        }
    }
}
