import Administration
import Settings
import Transport
import Vault

/// The client's end of the operator's socket.
struct AdminSocket {
    /// The longest answer that is read.
    static let answerBytesMax = 64 << 20

    private let places: DataPlaces

    init(_ places: DataPlaces) { self.places = places }

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
    /// - Parameter secret: Goes through a pipe in the data directory; the request only names it.
    /// - Throws: `CommandFailure` with what the server refused.
    func ask<Case: UseCase>(_ useCase: Case, secret: Secret? = nil) async throws -> Outcome<
        Case.Answer
    > {
        let pipe = try secret.map { try self.pipe($0) }
        let body = try AdminDesk.body(of: useCase, pipe: pipe?.name)
        defer { withExtendedLifetime(pipe) {} }
        let transport = try Transport()
        defer { transport.shutdown() }
        var request = TransportRequest(
            method: "POST", url: "http://localhost/admin/v1/" + Case.name)
        request.headers = [(name: "content-type", value: "application/json")]
        request.body = body
        request.unixSocket = places.socket
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

    private func pipe(_ secret: Secret) throws -> SecretPipe {
        do { return try SecretPipe(secret, in: places.directory) } catch {
            throw CommandFailure(
                "The secret can't be handed to the server: \(error). Is the data directory yours, and is there room on its disk?"
            )
        }
    }
}
