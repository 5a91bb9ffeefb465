import Vault

/// Takes what arrives on the operator's socket, finds the use case, performs it and writes the answer.
///
/// A body is one line of JSON arguments; for a use case with a secret, a second line names the `SecretPipe` in the data
/// directory that holds it. The secret itself is never part of a request.
package struct AdminDesk: Sendable {
    private let office: Office
    private let counters: [String: any UseCase.Type]

    /// - Parameter office: Where the use cases are performed.
    package init(office: Office) {
        self.office = office
        counters = Dictionary(uniqueKeysWithValues: Self.useCases.map { ($0.name, $0) })
    }

    /// An answer ready to be sent.
    package struct Reply: Sendable {
        /// The HTTP status.
        package let status: Int
        /// JSON: the use case's answer, or `{"error":{"code","message"}}`.
        package let body: [UInt8]
    }

    /// What is sent to a desk.
    ///
    /// - Parameter pipe: The name of the secret's pipe, for a use case that needs one.
    package static func body(of useCase: some UseCase, pipe: String?) throws -> [UInt8] {
        let arguments = try AnswerEncoder.bytes(useCase)
        return pipe.map { arguments + [UInt8(ascii: "\n")] + Array($0.utf8) } ?? arguments
    }

    /// Performs the use case of that name.
    ///
    /// - Parameter body: Arguments, and the name of a pipe.
    package func reply(to name: String, body: [UInt8]) async -> Reply {
        do {
            guard let type = counters[name] else {
                throw AdministrationFault(
                    .notFound, "This server has no “\(name)”; is the command newer than the server?"
                )
            }
            return Reply(status: 200, body: try await perform(type, body: body))
        } catch {
            let fault = error as? AdministrationFault ?? AdministrationFault(.invalid, "\(error)")
            return Self.refusal(fault)
        }
    }

    /// The answer that tells a fault.
    package static func refusal(_ fault: AdministrationFault) -> Reply {
        let envelope = FaultEnvelope(
            error: .init(code: fault.code.rawValue, message: fault.message))
        let body = (try? AnswerEncoder.bytes(envelope)) ?? []  // two texts always encode
        return Reply(status: fault.status, body: body)
    }

    /// Reads the fault out of an answer that isn't 2xx.
    package static func fault(in body: [UInt8], status: Int) -> AdministrationFault {
        guard let envelope = try? ArgumentDecoder.value(FaultEnvelope.self, from: body) else {
            return AdministrationFault(
                .unreachable, "The server answered \(status) without saying why.")
        }
        return AdministrationFault(
            AdministrationFault.Code(rawValue: envelope.error.code) ?? .invalid,
            envelope.error.message)
    }

    private func perform<Case: UseCase>(_ type: Case.Type, body: [UInt8]) async throws -> [UInt8] {
        let end = body.firstIndex(of: UInt8(ascii: "\n")) ?? body.endIndex
        let arguments: Case
        do { arguments = try ArgumentDecoder.value(Case.self, from: Array(body[..<end])) } catch {
            throw AdministrationFault(
                .invalid,
                "The arguments of \(Case.name) can't be read: \(ArgumentDecoder.sentence(error))")
        }
        if let bearer = arguments as? any SecretUseCase {
            guard end < body.endIndex else {
                throw AdministrationFault(
                    .invalid, "\(Case.name) needs a secret on standard input.")
            }
            let pipe = String(decoding: body[(end + 1)...], as: UTF8.self)
            return try await perform(bearer, secret: try secret(from: pipe))
        }
        return try AnswerEncoder.bytes(try await arguments.performNoted(in: office))
    }

    private func secret(from pipe: String) throws(AdministrationFault) -> Secret {
        do { return try SecretPipe.take(pipe, from: office.facts.dataDirectory) } catch {
            throw AdministrationFault(
                .invalid,
                "The secret didn't arrive (\(error.code.rawValue)); is the command as new as the server?"
            )
        }
    }

    private func perform<Case: SecretUseCase>(_ bearer: Case, secret: Secret) async throws
        -> [UInt8]
    {
        try AnswerEncoder.bytes(try await bearer.performNoted(in: office, secret: secret))
    }

    private struct FaultEnvelope: Codable {
        struct Content: Codable {
            let code: String
            let message: String
        }
        let error: Content
    }
}
