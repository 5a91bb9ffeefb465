import COpenSSL
import Glibc

/// Where a root key comes from, as written in the settings.
///
/// - `file:PATH`: 32 bytes or 64 hexadecimal digits in a regular file of mode 0400 or 0600 of ours
///   or root's.
/// - `credential:NAME`: the same in a systemd credential (`LoadCredential=`).
/// - `env:NAME`: 64 hexadecimal digits in a variable, which is overwritten and unset when read.
/// - `passphrase:PATH` or `passphrase:tty`: stretched with scrypt.
/// - `command:PROGRAM ARGUMENT…`: the same as in a file on the standard output of a program.
package struct RootKeySource: Hashable, Sendable, CustomStringConvertible {
    /// The kinds of sources with what each needs.
    package enum Kind: Hashable, Sendable {
        case file(path: String)
        case credential(name: String)
        case environment(variable: String)
        case passphraseFile(path: String)
        case passphraseTerminal
        case command(arguments: [String])
    }

    /// The source as it was written; holds no secret.
    package let text: String
    /// What it is.
    package let kind: Kind

    package var description: String { text }

    /// Is it a passphrase, which needs `PassphraseParameters`?
    package var isPassphrase: Bool {
        switch kind {
        case .passphraseFile, .passphraseTerminal: true
        case .file, .credential, .environment, .command: false
        }
    }

    /// Reads the written form; `nil` for an unknown kind or a rest that can't be right.
    package init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), text.utf8.count <= 4096, !text.utf8.contains(0)
        else {
            return nil
        }
        let rest = String(text[text.index(after: colon)...])
        guard !rest.isEmpty else { return nil }
        switch text[..<colon] {
        case "file":
            kind = .file(path: rest)
        case "credential":
            guard !rest.contains("/"), rest != ".", rest != ".." else { return nil }
            kind = .credential(name: rest)
        case "env":
            guard !rest.contains("=") else { return nil }
            kind = .environment(variable: rest)
        case "passphrase":
            kind = rest == "tty" ? .passphraseTerminal : .passphraseFile(path: rest)
        case "command":
            guard let arguments = CommandWords.split(rest), !arguments.isEmpty else { return nil }
            kind = .command(arguments: arguments)
        default:
            return nil
        }
        self.text = text
    }

    /// The source that is a file.
    package static func file(at path: String) -> RootKeySource {
        RootKeySource(kind: .file(path: path), text: "file:" + path)
    }

    private init(kind: Kind, text: String) {
        self.kind = kind
        self.text = text
    }

    /// Fetches the key, 32 bytes. Blocks: reads files, asks at the terminal, waits for a command,
    /// or stretches a passphrase for half a second. Call it once, at the start, before there are
    /// other threads (`env:` changes the environment).
    ///
    /// - Parameters:
    ///   - passphraseParameters: What was stored when the passphrase was first used; `nil` for
    ///     other sources.
    ///   - isNew: At the terminal, ask twice.
    /// - Throws: one of the source, command, terminal and passphrase codes.
    package func load(
        passphraseParameters: PassphraseParameters? = nil, isNew: Bool = false
    ) throws(VaultFault) -> Secret {
        switch kind {
        case .file(let path):
            return try SecretFile.key(try SecretFile.read(path, rule: .ownerOnly), from: path)
        case .credential(let name):
            let path = try Self.credentialPath(name)
            return try SecretFile.key(try SecretFile.read(path, rule: .notForAll), from: path)
        case .environment(let variable):
            return try SecretFile.key(
                try Self.takeVariable(variable), from: variable, onlyDigits: true)
        case .passphraseFile(let path):
            let passphrase = try SecretFile.read(path, rule: .ownerOnly)
            return try Self.stretch(
                try passphrase.prefix(passphrase.countWithoutLineEnd(passphrase.count)),
                passphraseParameters)
        case .passphraseTerminal:
            return try Self.stretch(try Terminal.passphrase(isNew: isNew), passphraseParameters)
        case .command(let arguments):
            let output = try KeyCommand.output(of: arguments)
            return try SecretFile.key(output, from: arguments[0])
        }
    }

    /// Makes a new random key in a file of mode 0600 that didn't exist, with 64 hexadecimal digits
    /// and a line end. Folders that lack are made with mode 0700. File and folder are on disk when
    /// it returns.
    ///
    /// - Throws: `.sourceExists`, `.sourceUnreadable`.
    package static func createFile(at path: String) throws(VaultFault) {
        try SecretFile.create(path, with: try .random(count: RootKey.count))
    }

    private static func stretch(
        _ passphrase: Secret, _ parameters: PassphraseParameters?
    ) throws(VaultFault) -> Secret {
        guard let parameters else { throw VaultFault(.passphraseParameters, "none are stored") }
        return try parameters.stretch(passphrase)
    }

    private static func credentialPath(_ name: String) throws(VaultFault) -> String {
        guard let folder = unsafe getenv("CREDENTIALS_DIRECTORY") else {
            throw VaultFault(
                .sourceMissing, "CREDENTIALS_DIRECTORY isn't set, which only a systemd service has")
        }
        return unsafe String(cString: folder) + "/" + name
    }

    /// Copies a variable's value, overwrites it where it stands (`/proc/PID/environ` shows that
    /// memory) and unsets it.
    private static func takeVariable(_ variable: String) throws(VaultFault) -> Secret {
        guard let value = unsafe getenv(variable) else {
            throw VaultFault(.sourceMissing, "the variable \(variable)")
        }
        let count = unsafe strlen(value)
        defer {
            unsafe OPENSSL_cleanse(value, count)
            unsafe unsetenv(variable)
        }
        let secret = try Secret(zeros: count)
        for index in 0..<count { unsafe secret.pointer[index] = UInt8(bitPattern: value[index]) }
        return secret
    }
}
