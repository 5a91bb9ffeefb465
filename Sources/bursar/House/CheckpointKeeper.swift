import Foundation
import Gateway
import Journal
import Logging
import Notices
import Settings
import Storage
import Transport
import Vault
import Vocabulary
import Wire

/// Signs the log now and then and at the end, and hands each checkpoint to those who keep it where nobody here can change it:
/// a file, syslog, webhooks, witnesses.
struct CheckpointKeeper: Sendable {
    let file: LedgerFile
    let signer: CheckpointSigner
    let settings: CheckpointSettings
    let notices: NoticeSender
    let transport: Transport
    let clock: any Clock
    let logger: Logger

    /// Signs when anything came since the last time, until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await keep()
            // cancellation ends the loop
            try? await Task.sleep(for: .milliseconds(settings.everyMilliseconds))
        }
    }

    /// Signs, keeps and tells, unless nothing came.
    func keep() async {
        do {
            guard let signed = try await signer.signIfGrown() else { return }
            publish(signed)
            for witness in settings.witnesses { await ask(witness, to: signed) }
        } catch is CancellationError {
            // The house closes, which signs once more.
        } catch {
            logger.error("the log can't be signed", metadata: ["cause": "\(error)"])
        }
    }

    private func publish(_ signed: SignedCheckpoint) {
        let note = signed.note.description
        if let path = settings.file {
            do { try Data(note.utf8).write(to: URL(filePath: path), options: .atomic) } catch {
                logger.error(
                    "the checkpoint's file can't be written", metadata: ["path": "\(path)"])
            }
        }
        if settings.syslog {
            SystemLog.tell(
                "bursar checkpoint \(signed.checkpoint.origin) \(signed.checkpoint.size) "
                    + Base64.text(signed.checkpoint.root.bytes))
        }
        notices.send(
            Notice("checkpoint.signed", at: signed.at) { facts in
                facts.key("origin")
                facts.string(signed.checkpoint.origin)
                facts.key("size")
                facts.integer(signed.checkpoint.size)
                facts.key("note")
                facts.string(note)
                facts.key("key")
                facts.string(signed.key.description)
            })
        logger.info(
            "checkpoint signed",
            metadata: [
                "size": .stringConvertible(signed.checkpoint.size),
                "root": .string(Base64.text(signed.checkpoint.root.bytes)),
            ])
    }

    /// Asks a witness to cosign; what it saw last is learned from its answer.
    private func ask(_ witness: CheckpointSettings.Witness, to signed: SignedCheckpoint) async {
        var old: Int64 = 0
        do {
            let key = try NoteKey(witness.key)
            for _ in 0..<2 {
                let seen = old
                let body = try await file.read {
                    try WitnessRequest.body(signed, old: seen, in: $0)
                }
                let (status, text) = try await post(body, to: witness)
                switch WitnessRequest.answer(status: status, body: text, to: signed, key: key) {
                case .cosigned(let signatures):
                    var note = signed.note
                    for signature in signatures { note.add(signature) }
                    let kept = note
                    try await file.writer.write { [clock] in
                        try CheckpointStore.keep(
                            kept, of: signed.checkpoint, at: clock.now, in: $0)
                    }
                    return
                case .sawAnother(let size): old = size
                case .refused(let why):
                    throw JournalFault(.witness, why)
                }
            }
            throw JournalFault(.witness, "it names another size each time")
        } catch {
            logger.warning(
                "a witness didn't cosign",
                metadata: ["witness": "\(witness.url)", "cause": "\(error)"])
        }
    }

    private func post(
        _ body: [UInt8], to witness: CheckpointSettings.Witness
    ) async throws -> (status: Int, text: String) {
        let prefix = witness.url.hasSuffix("/") ? String(witness.url.dropLast()) : witness.url
        let reply = try await transport.send(
            TransportRequest(
                url: prefix + "/add-checkpoint",
                headers: [(name: "content-type", value: "text/plain; charset=utf-8")], body: body,
                deadlines: Deadlines(
                    connectMilliseconds: 5_000, firstByteMilliseconds: 10_000,
                    idleMilliseconds: 5_000, totalMilliseconds: 15_000),
                limits: TransportLimits(bodyBytesMax: SignedNote.bytesMax),
                addressRule: witness.allowPrivate ? .allowPrivate : .publicOnly,
                allowHTTP: witness.allowHTTP))
        var text: [UInt8] = []
        while let part = try await reply.body.next() { text += part }
        return (reply.status, String(decoding: text, as: UTF8.self))
    }
}
