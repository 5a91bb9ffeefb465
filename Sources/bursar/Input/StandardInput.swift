import Foundation
import Vault

/// Standard input, where secrets come from.
enum StandardInput {
    /// The longest secret that is read.
    static let secretBytesMax = 8_192

    /// Reads a secret to the end of the input; asks without echo when a human sits there.
    ///
    /// One trailing LF or CRLF is dropped, nothing else.
    static func secret(_ what: String) throws -> Secret {
        do {
            return try Secret.read(fromDescriptor: STDIN_FILENO, bytesMax: secretBytesMax)
        } catch {
            throw CommandFailure(
                error.code == .outOfBounds
                    ? "Standard input must hold the \(what), 1 to \(secretBytesMax) bytes: … < file, or pipe it in."
                    : "The \(what) on standard input can't be read: \(error)")
        }
    }
}
