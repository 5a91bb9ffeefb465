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
            if isatty(STDIN_FILENO) == 1 {
                let typed = try Terminal.secret("The \(what) (not shown): ")
                guard typed.count > 0 else {
                    throw CommandFailure("Nothing was typed; nothing was changed.")
                }
                return typed
            }
            return try Secret.read(fromDescriptor: STDIN_FILENO, bytesMax: secretBytesMax)
        } catch let error as VaultFault {
            throw CommandFailure(
                error.code == .outOfBounds
                    ? "Standard input must hold the \(what), 1 to \(secretBytesMax) bytes: … < file, or pipe it in."
                    : "The \(what) on standard input can't be read: \(error)")
        }
    }
}
