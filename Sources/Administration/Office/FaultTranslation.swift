import Clients
import Journal
import Keyring
import Ledger
import Pricing
import Storage
import Vault

extension AdministrationFault {
    /// The operator's view of a fault of any room below.
    package init(_ error: any Error) {
        switch error {
        case let fault as AdministrationFault: self = fault
        case let fault as ClientsFault: self.init(Self.code(fault.code), fault.description)
        case let fault as KeyringFault:
            self.init(Self.code(fault.code), fault.description + Self.wayOut(fault.code))
        case let fault as PricingFault: self.init(Self.code(fault.code), fault.description)
        case let fault as StorageFault: self.init(.ledger, Self.sentence(fault))
        case let fault as LedgerFault: self.init(.ledger, "\(fault)")
        case let fault as VaultFault:
            self.init(Self.code(fault.code), Self.capitalised("\(fault)."))
        case let fault as JournalFault: self.init(Self.code(fault.code), fault.description)
        case is CancellationError: self.init(.unreachable, "It was cut short; nothing was changed.")
        default: self.init(.ledger, Self.sentence(StorageFault(error)))
        }
    }

    private static func code(_ code: ClientsFault.Code) -> Code {
        switch code {
        case .badName, .badScope, .badExpiry, .tooDeep, .badPolicy, .badSubject, .badLimit,
            .badBudget:
            .invalid
        case .nameTaken, .suspended, .policyInUse, .badRotation, .badClaim: .conflict
        case .noSuchClient, .noSuchToken, .noSuchPolicy, .noSuchBudget: .notFound
        case .unreadable: .ledger
        }
    }

    private static func code(_ code: KeyringFault.Code) -> Code {
        switch code {
        case .badName, .badURL, .noPreset, .outOfRange, .badGlob, .badTarget, .badExpiry,
            .badSecret:
            .invalid
        case .nameTaken, .upstreamInUse, .keyRevoked, .rotating, .rootKeyNotCurrent: .conflict
        case .noSuchUpstream, .noSuchKey, .noSuchModel: .notFound
        case .noRootKey, .noServiceKey: .notInitialised
        case .wrongRootKey, .rootKeyWornOut, .vault: .rootKey
        case .unreadable: .ledger
        }
    }

    /// What to do about a key that can't be fetched; empty where the fault says so itself.
    private static func wayOut(_ code: KeyringFault.Code) -> String {
        switch code {
        case .vault(.sourceMissing):
            " Bring the root key back to that place, from your copy; it can't be made anew."
        case .vault(.sourceExposed):
            " Put the file itself there, owned by who runs bursar and closed to others (chmod 600)."
        case .vault(.sourceUnreadable): " Check its owner and its mode (chmod 600)."
        case .vault(.sourceMalformed), .wrongRootKey, .vault(.wrongRootKey):
            " Bring the right root key back, from your copy."
        case .vault(.terminalUnavailable): " Run the command at a terminal, or use passphrase:FILE."
        default: ""
        }
    }

    private static func code(_ code: PricingFault.Code) -> Code {
        switch code {
        case .badGlob, .noRates, .badAmount, .negative, .tooLarge: .invalid
        case .badBook: .conflict
        case .notFound, .unpriced: .notFound
        case .unreadable: .ledger
        }
    }

    private static func code(_ code: JournalFault.Code) -> Code {
        switch code {
        case .malformed: .invalid
        case .notFound: .notFound
        case .unsigned: .rootKey
        case .witness: .upstream
        case .inconsistent, .unwritable: .ledger
        }
    }

    private static func code(_ code: VaultFault.Code) -> Code {
        switch code {
        case .outOfBounds: .invalid
        case .sourceExists: .conflict
        default: .rootKey
        }
    }

    private static func sentence(_ fault: StorageFault) -> String {
        switch fault.code {
        case .unwritable, .readOnly:
            "The data file can't be written: \(fault.description) Check the disk's space and the file's mode."
        case .damaged:
            "\(fault.description) The data file is damaged: stop the server and put a copy of the directory in its place."
        case .overloaded: "Too many changes are waiting; try again in a moment."
        case .closed: "The data file is closed; the server is stopping."
        case .constraint: "Another operator changed the same thing at once; look again and repeat."
        default: fault.description
        }
    }

    private static func capitalised(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
