import Glibc

/// Why the vault refused or failed; never carries a secret or anything read from one.
package struct VaultFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, a closed list to act upon.
    package enum Code: String, CaseIterable, Sendable {
        /// OpenSSL reported an error that none of the other codes names.
        case cryptography
        /// Memory for secrets can't be locked (`RLIMIT_MEMLOCK`), and insecure memory isn't
        /// allowed.
        case memoryNotLocked
        /// No room is left for another secret.
        case memoryExhausted
        /// The system refused to switch core dumps off.
        case coreDumpsOn
        /// A secret, text or parameter is longer, shorter or otherwise outside its limits.
        case outOfBounds
        /// Not an envelope: wrong mark, length or level.
        case envelopeMalformed
        /// An envelope of a suite that this version doesn't know.
        case envelopeUnknownSuite
        /// An envelope that doesn't open: wrong key, wrong place, old generation or changed bytes.
        case envelopeRejected
        /// The source of the root key isn't there.
        case sourceMissing
        /// The source of the root key is there and can't be read.
        case sourceUnreadable
        /// A file with a secret that others may read, that another user owns, or that isn't a
        /// regular file.
        case sourceExposed
        /// What the source gave isn't 32 bytes or 64 hexadecimal digits, or obviously isn't random.
        case sourceMalformed
        /// Something is already where a new file was to be made.
        case sourceExists
        /// The command couldn't be started, failed, or said too much.
        case commandFailed
        /// The command took longer than its deadline and was killed.
        case commandTimedOut
        /// The user gave up at the terminal, or there is none.
        case terminalUnavailable
        /// Parameters of a passphrase that are missing, unreadable, too weak or too costly.
        case passphraseParameters
        /// The root key isn't the one this data was sealed under.
        case wrongRootKey
        /// A secret couldn't be written to where it was to be shown.
        case notDelivered
    }

    /// What went wrong.
    package let code: Code
    /// Where or with what: a path, a variable's name, an operation. Never a secret.
    package let context: String
    /// What OpenSSL (its whole error queue, oldest first) or the system has to say; empty when they
    /// had no part.
    package let reasons: [String]

    /// A fault that OpenSSL has no part in.
    package init(_ code: Code, _ context: String) {
        self.init(code, context, reasons: [])
    }

    /// A fault of the system's, with its own words for an error number.
    init(_ code: Code, _ context: String, error: Int32) {
        var text = [CChar](repeating: 0, count: 128)
        let isKnown = unsafe strerror_r(error, &text, text.count) == 0
        let characters = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let reason = isKnown ? String(decoding: characters, as: UTF8.self) : "error \(error)"
        self.init(code, context, reasons: [reason])
    }

    init(_ code: Code, _ context: String, reasons: [String]) {
        self.code = code
        self.context = context
        self.reasons = reasons
    }

    /// One line for the operator: what, where, and what to do about it.
    package var description: String {
        let detail = reasons.isEmpty ? "" : " (" + reasons.joined(separator: "; ") + ")"
        return "\(summary): \(context)\(detail)"
    }

    private var summary: String {
        switch code {
        case .cryptography: "a cryptographic operation failed"
        case .memoryNotLocked: "memory for secrets can't be locked"
        case .memoryExhausted: "no room is left for secrets"
        case .coreDumpsOn: "core dumps can't be switched off"
        case .outOfBounds: "outside its limits"
        case .envelopeMalformed: "not a sealed value"
        case .envelopeUnknownSuite: "sealed by a later version"
        case .envelopeRejected: "a sealed value doesn't open here"
        case .sourceMissing: "there is nothing at the source of a secret"
        case .sourceUnreadable: "the source of a secret can't be read"
        case .sourceExposed: "a secret is exposed to others"
        case .sourceMalformed: "not a key of 32 bytes or 64 hexadecimal digits"
        case .sourceExists: "refusing to replace what exists"
        case .commandFailed: "the key command failed"
        case .commandTimedOut: "the key command took too long"
        case .terminalUnavailable: "nobody answers at the terminal"
        case .passphraseParameters: "unusable passphrase parameters"
        case .wrongRootKey: "this isn't the root key the data was sealed under"
        case .notDelivered: "a secret couldn't be handed over"
        }
    }
}
