import FoundationEssentials
import GRDB
import Keyring
import Storage
import Vault
import Vocabulary

/// Makes a new data file's root key and service keys; what `init` does, and the first start.
package struct Founding: Sendable {
    /// The data file, opened.
    package let file: LedgerFile
    /// The data directory.
    package let dataDirectory: String
    /// Where a new root key goes when no source is given.
    package let keyFolder: String

    package init(file: LedgerFile, dataDirectory: String, keyFolder: String) {
        self.file = file
        self.dataDirectory = dataDirectory
        self.keyFolder = keyFolder
    }

    /// What there is afterwards.
    package struct Result: Codable, Sendable {
        /// The data directory.
        package let data: String
        /// Where the root key comes from; never the key.
        package let rootKey: String
        /// Was it made now? Else it was there before and nothing was changed.
        package let created: Bool
    }

    /// Makes what is missing; again: no change.
    ///
    /// - Parameters:
    ///   - source: Where the root key comes from, as the operator wrote it; `nil` for a new file in the key folder.
    ///   - clock: Stamps the keys.
    /// - Throws: `.conflict` when the data has a root key from elsewhere, `.invalid` for a source that can't be.
    package func establish(
        source text: String?, clock: any Clock = SystemClock()
    ) async throws(AdministrationFault) -> Result {
        let wanted = try source(text)
        let known = try await file.question { try RootKeyStore.list(in: $0) }
        if let current = known.first(where: { $0.state == .current }) {
            guard wanted == nil || wanted == current.source else {
                throw AdministrationFault(
                    .conflict,
                    "\(dataDirectory) has a root key from \(current.source) already; it can't be given another here."
                )
            }
            return Result(data: dataDirectory, rootKey: current.source.text, created: false)
        }
        let source: RootKeySource
        if let wanted { source = wanted } else { source = RootKeySource.file(at: try newKeyPath()) }
        let now = clock.now
        let (root, record) = try Self.rootKey(source, at: now)
        let sealed: [SealedServiceKey]
        do {
            sealed = try ServiceKeyName.allCases.map { name throws(KeyringFault) in
                try SealedServiceKey(making: name, under: root, at: now)
            }
        } catch { throw AdministrationFault(error) }
        do {
            try await file.writer.write { transaction in
                try RootKeyStore.insert(record, in: transaction.database)
                try ServiceKeyStore.insertMissing(sealed, at: now, in: transaction.database)
            }
        } catch { throw AdministrationFault(error) }
        return Result(data: dataDirectory, rootKey: source.text, created: true)
    }

    /// A source as it was written; `nil` stays `nil`.
    ///
    /// - Throws: `.invalid` for what is none, and for a place inside the data directory.
    func source(_ text: String?) throws(AdministrationFault) -> RootKeySource? {
        guard let text else { return nil }
        guard let source = RootKeySource(Self.absolute(text)) else {
            throw AdministrationFault(
                .invalid,
                "“\(text.prefix(64))” is no source of a root key; write file:PATH, credential:NAME, env:NAME, "
                    + "passphrase:PATH, passphrase:tty or command:PROGRAM ARGUMENT….")
        }
        if let path = Self.path(of: source),
            (Self.resolved(path) + "/").hasPrefix(Self.resolved(dataDirectory) + "/")
        {
            throw AdministrationFault(
                .invalid,
                "The root key must lie outside the data directory, or whoever copies the one has both; choose another place."
            )
        }
        return source
    }

    /// A file's source with its whole path, so that it is found from any working directory.
    static func absolute(_ text: String) -> String {
        for kind in ["file:", "passphrase:"] where text.hasPrefix(kind) {
            let path = text.dropFirst(kind.count)
            guard !path.isEmpty, !path.hasPrefix("/"), text != "passphrase:tty" else { continue }
            return kind + FileManager.default.currentDirectoryPath + "/" + path
        }
        return text
    }

    /// Where a path leads, links followed; what isn't there yet stands below what is.
    private static func resolved(_ path: String) -> String {
        var parts = path.split(separator: "/")
        var rest: [Substring] = []
        while !parts.isEmpty,
            !FileManager.default.fileExists(atPath: "/" + parts.joined(separator: "/"))
        {
            rest.insert(parts.removeLast(), at: 0)
        }
        let base = URL(filePath: "/" + parts.joined(separator: "/")).resolvingSymlinksInPath()
            .path(percentEncoded: false)
        return "/" + (base.split(separator: "/") + rest).joined(separator: "/")
    }

    private static func path(of source: RootKeySource) -> String? {
        switch source.kind {
        case .file(let path), .passphraseFile(let path): path
        case .credential, .environment, .passphraseTerminal, .command: nil
        }
    }

    /// A name of its own for each data directory, so that removing one never takes another's key.
    func newKeyPath() throws(AdministrationFault) -> String {
        let name = dataDirectory.split(separator: "/").last.map(String.init) ?? "bursar"
        let mark: [UInt8]
        do { mark = try RandomBytes.make(4) } catch { throw AdministrationFault(error) }
        return "\(keyFolder)/\(name)-\(Hexadecimal.text(mark)).key"
    }

    /// The root key of a source, which is made when it is a file that isn't there. Blocks, as its source does.
    static func rootKey(
        _ source: RootKeySource, version: UInt32 = 1, at now: Timestamp
    ) throws(AdministrationFault) -> (RootKey, RootKeyRecord) {
        do {
            if case .file(let path) = source.kind, !FileManager.default.fileExists(atPath: path) {
                try RootKeySource.createFile(at: path)
            }
            let parameters = source.isPassphrase ? try PassphraseParameters.make() : nil
            let root = try RootKey(
                version: version,
                key: try source.load(passphraseParameters: parameters, isNew: true))
            return (
                root, RootKeyRecord(root, source: source, passphraseParameters: parameters, at: now)
            )
        } catch { throw AdministrationFault(error) }
    }
}
