import Foundation

/// The files of one data directory, and the folder for root keys outside it.
package struct DataPlaces: Hashable, Sendable {
    /// The data directory's absolute path.
    package let directory: String
    /// `$XDG_CONFIG_HOME/bursar`, where a new root key goes by default.
    package let keyFolder: String

    /// Everything that is kept: SQLite.
    package var ledger: String { directory + "/ledger.db" }
    /// Whoever holds its lock owns the data directory.
    package var lock: String { directory + "/ledger.lock" }
    /// The operator's socket of a running server.
    package var socket: String { directory + "/admin.sock" }
    /// The settings file unless `--config` names another.
    package var settings: String { directory + "/config.json" }

    /// Finds the data directory: the flag, `BURSAR_DATA`, `$XDG_DATA_HOME/bursar`, `~/.local/share/bursar`.
    ///
    /// - Parameters:
    ///   - flag: What `--data` says.
    ///   - environment: The process's environment.
    ///   - workingDirectory: What relative paths start from.
    package init(
        flag: String?, environment: [String: String], workingDirectory: String
    ) throws(SettingsFault) {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        func absolute(_ path: String) -> String {
            let whole = path.hasPrefix("/") ? path : workingDirectory + "/" + path
            var parts: [Substring] = []
            for part in whole.split(separator: "/") where part != "." {
                if part == ".." { _ = parts.popLast() } else { parts.append(part) }
            }
            return "/" + parts.joined(separator: "/")
        }
        if let path = flag ?? value("BURSAR_DATA") {
            guard !path.isEmpty else { throw SettingsFault("--data is empty; name a directory.") }
            directory = absolute(path)
        } else if let path = value("XDG_DATA_HOME") ?? value("HOME").map({ $0 + "/.local/share" }) {
            directory = absolute(path) + "/bursar"
        } else {
            throw SettingsFault("No data directory: give --data DIR, or set BURSAR_DATA or HOME.")
        }
        // sockaddr_un holds 108 bytes with its NUL (unix(7)).
        guard directory.utf8.count + "/admin.sock".utf8.count <= 107 else {
            throw SettingsFault(
                "The data directory's path has \(directory.utf8.count) bytes, but a UNIX socket in it must stay "
                    + "below 108; choose a shorter --data.")
        }
        let home = value("XDG_CONFIG_HOME") ?? value("HOME").map { $0 + "/.config" }
        keyFolder = absolute(home ?? "/etc") + "/bursar"
    }

    /// Has `init` been here?
    package var hasLedger: Bool { FileManager.default.fileExists(atPath: ledger) }

    /// What may be in a data directory before the data file is.
    private static let early: Set = ["ledger.lock", "admin.sock", "config.json", "lost+found"]

    /// Makes the data directory for its owner alone (0700). One that is there is taken, and closed to others, only when it
    /// is empty or ours: never somebody's home or `/tmp`.
    package func makeDirectory() throws(SettingsFault) {
        try checkReach()
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw SettingsFault(
                "The data directory \(directory) can't be made; check who owns the one above it, or give another with --data."
            )
        }
        let mode: Int
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
            mode = try Self.mode(of: directory)
        } catch { throw closed }
        let isOurs = names.contains("ledger.db") || Self.early.isSuperset(of: names)
        let isShared = mode & 0o1000 != 0  // sticky, as /tmp is
        guard isOurs, !isShared else {
            throw SettingsFault(
                "\(directory) holds other files; give a new or empty directory with --data.")
        }
        guard mode & 0o077 != 0 else { return }
        do {
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o700], ofItemAtPath: directory)
        } catch { throw closed }
    }

    /// Refuses a data directory that is there and can't be looked into, so that it isn't taken for a missing one.
    package func checkReach() throws(SettingsFault) {
        for path in [directory, ledger] {
            do { _ = try FileManager.default.attributesOfItem(atPath: path) } catch {
                guard (error as? CocoaError)?.code == .fileReadNoPermission else { continue }
                throw closed
            }
        }
    }

    private var closed: SettingsFault {
        // not told where even its parent is closed
        let attributes = try? FileManager.default.attributesOfItem(atPath: directory)
        let number = attributes?[.ownerAccountID].map { "user \($0)" }
        let owner = (attributes?[.ownerAccountName] as? String) ?? number
        return SettingsFault(
            owner.map {
                "\(directory) belongs to \($0) and is closed to others; run the command as that user (sudo -u …), or give another --data."
            }
                ?? "\(directory) is closed to this user; run the command as its owner, or give another --data."
        )
    }

    private static func mode(of path: String) throws -> Int {
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        return (mode as? NSNumber)?.intValue ?? 0
    }

    /// The settings file's bytes; `nil` when there is none and none was asked for.
    ///
    /// - Parameter flag: What `--config` says.
    package func settingsFile(flag: String?) throws(SettingsFault) -> (
        bytes: [UInt8]?, path: String
    ) {
        let path = flag ?? settings
        guard flag != nil || FileManager.default.fileExists(atPath: path) else {
            return (nil, path)
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SettingsFault(
                "The settings file \(path) can't be read; check its name and its mode.")
        }
        return (Array(data), path)
    }
}
