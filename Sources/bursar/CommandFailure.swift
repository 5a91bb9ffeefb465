import Administration
import Server
import Settings

/// Why a command did not do what it was asked: one sentence with the way out, and the exit status.
struct CommandFailure: Error, CustomStringConvertible {
    /// Exit status 1: refused or failed.
    static let refused: Int32 = 1
    /// Exit status 64: wrong usage (EX_USAGE of sysexits.h).
    static let usage: Int32 = 64
    /// Exit status 69: server or data not reachable (EX_UNAVAILABLE).
    static let unreachable: Int32 = 69

    let description: String
    let status: Int32

    init(_ description: String, status: Int32 = refused) {
        self.description = description
        self.status = status
    }

    init(_ fault: AdministrationFault) {
        description = fault.message
        switch fault.code {
        case .invalid: status = Self.usage
        case .unreachable, .ledger: status = Self.unreachable
        case .notFound, .conflict, .notInitialised, .rootKey, .upstream, .forbidden:
            status = Self.refused
        }
    }

    /// Why a server could not start or go on.
    init(starting error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let fault as SettingsFault: self.init(fault)
        case let fault as ListenFault: self.init(fault.description)
        default: self.init(AdministrationFault(error))
        }
    }

    /// What is said of a secret that was typed where none may stand.
    ///
    /// - Parameter usage: The command as it is meant.
    static func typedSecret(_ usage: String) -> CommandFailure {
        let command = usage.split(separator: " ").prefix(2).joined(separator: " ")
        return CommandFailure(
            """
            Only \(usage.hasSuffix("ID") ? "an id" : "an upstream's name") and the options of “bursar \(command) --help” \
            may stand here. The key is read from standard input: bursar \(usage) < FILE. One that was typed as an \
            argument stays in the shell's history and was visible to other users of this host: replace it at the provider.
            """, status: Self.usage)
    }

    init(_ fault: SettingsFault) {
        description = fault.description
        status = Self.usage
    }
}
