import Glibc
import Journal
import Vault

/// What an operator is about, for the log's events: which use case, and who asked for it.
struct Errand: Sendable {
    /// What is being performed in this task; `nil` for what Bursar does by itself.
    @TaskLocal static var current: Errand?

    /// The use case's name.
    let name: String
    /// `operator:UID` or `client`.
    let actor: String

    /// The user who runs this process, and to whom alone the operator's socket answers.
    static var own: String { "operator:\(geteuid())" }

    /// The event of what changed.
    var event: JournalEvent { JournalEvent(kind: name, actor: actor) }
}

extension SecretUseCase {
    /// Performs it with its secret; what it changes is noted in the log under its name.
    package func performNoted(
        in office: Office, secret: Secret
    ) async throws(AdministrationFault) -> Answer {
        try await Self.noted { () async throws(AdministrationFault) -> Answer in
            try await perform(in: office, secret: secret)
        }
    }
}

extension UseCase {
    /// Performs it; what it changes is noted in the log under its name.
    package func performNoted(in office: Office) async throws(AdministrationFault) -> Answer {
        try await Self.noted { () async throws(AdministrationFault) -> Answer in
            try await perform(in: office)
        }
    }

    /// Runs something as this use case.
    static func noted<Value: Sendable>(
        as actor: String = Errand.own,
        _ body: @Sendable () async throws(AdministrationFault) -> Value
    ) async throws(AdministrationFault) -> Value {
        let result: Result<Value, AdministrationFault> = await Errand.$current.withValue(
            Errand(name: name, actor: actor)
        ) {
            do throws(AdministrationFault) { return .success(try await body()) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
