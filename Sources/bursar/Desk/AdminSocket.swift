import Administration
import Transport
import Vault

/// The client's end of the operator's socket.
struct AdminSocket {
    /// The longest answer that is read.
    static let answerBytesMax = 64 << 20

    let path: String

    /// What came of asking.
    enum Outcome<Answer> {
        case answer(Answer)
        /// A server is there, but starting or stopping.
        case starting
        /// Nobody listens.
        case nobody
    }

    /// Asks the server to perform a use case.
    ///
    /// - Throws: `CommandFailure` with what the server refused.
    func ask<Case: UseCase>(_ useCase: Case, secret: Secret?) async throws -> Outcome<Case.Answer> {
        var body = try AnswerEncoder.bytes(useCase)
        if let secret {
            body.append(UInt8(ascii: "\n"))
            secret.withBytes { bytes in
                let bytes = Span<UInt8>(_bytes: bytes)
                for index in bytes.indices { body.append(bytes[index]) }
            }
        }
        let transport = try Transport()
        defer { transport.shutdown() }
        var request = TransportRequest(
            method: "POST", url: "http://localhost/admin/v1/" + Case.name)
        request.headers = [(name: "content-type", value: "application/json")]
        request.body = body
        request.unixSocket = path
        request.allowHTTP = true
        request.addressRule = .allowPrivate
        let (status, answer): (Int, [UInt8])
        do {
            let reply = try await transport.send(request)
            var bytes: [UInt8] = []
            while let part = try await reply.body.next() { bytes += part }
            (status, answer) = (reply.status, bytes)
        } catch {
            // A request that may have been read is never repeated; nobody can tell whether it was performed.
            guard error.mayHaveBeenSent else { return .nobody }
            throw CommandFailure(
                "The server went away before it answered; look whether it was done, then try again. (\(error))",
                status: CommandFailure.unreachable)
        }
        if (200..<300).contains(status) {
            return .answer(try ArgumentDecoder.value(Case.Answer.self, from: answer))
        }
        let fault = AdminDesk.fault(in: answer, status: status)
        if fault.code == .unreachable { return .starting }
        throw CommandFailure(fault)
    }
}
