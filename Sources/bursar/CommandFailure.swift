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

    init(_ fault: SettingsFault) {
        description = fault.description
        status = Self.usage
    }
}
