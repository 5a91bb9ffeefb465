import Vault

/// One thing an operator can do; its properties are the arguments, as they travel over the operator's socket.
///
/// The same value is performed inside the server, or by the command itself when no server runs.
package protocol UseCase: Codable, Sendable {
    associatedtype Answer: Codable & Sendable
    /// Its name on the socket, noun and verb: `client.add`.
    static var name: String { get }
    /// Does it, durably, and says what was done.
    func perform(in office: Office) async throws(AdministrationFault) -> Answer
}

/// A use case that needs a secret, which travels apart from the arguments and is never part of a `Codable` value.
package protocol SecretUseCase: UseCase {
    /// Does it with the secret.
    func perform(in office: Office, secret: Secret) async throws(AdministrationFault) -> Answer
}

extension SecretUseCase {
    /// Refuses: the secret is missing.
    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        throw AdministrationFault(.invalid, "\(Self.name) needs a secret on standard input.")
    }
}
