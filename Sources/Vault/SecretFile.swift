import COpenSSL
import Glibc

/// Files that hold one secret.
enum SecretFile {
    /// Who may be able to read a file for us to trust it.
    enum Rule {
        /// Mode 0400 or 0600 exactly.
        case ownerOnly
        /// No rights for everybody; the group's may be set, since systemd lends credentials by
        /// access lists, whose mask shows as the group's rights.
        case notForAll
    }

    /// The most that is read.
    static let bytesMax = 4096

    /// What is in a file, after its kind, owner (us or root) and mode have been checked on the open
    /// file.
    ///
    /// - Throws: `.sourceMissing`, `.sourceUnreadable`, `.sourceExposed`, `.outOfBounds`.
    static func read(_ path: String, rule: Rule) throws(VaultFault) -> Secret {
        let descriptor = unsafe Glibc.open(
            path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR: throw VaultFault(.sourceMissing, path)
            case ELOOP: throw VaultFault(.sourceExposed, "\(path) is a symbolic link")
            default: throw VaultFault(.sourceUnreadable, path, error: errno)
            }
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw VaultFault(.sourceUnreadable, path, error: errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw VaultFault(.sourceExposed, "\(path) isn't a regular file")
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw VaultFault(.sourceExposed, "\(path) belongs to user \(status.st_uid)")
        }
        let mode = status.st_mode & 0o7777
        let isPrivate =
            switch rule {
            case .ownerOnly: mode == 0o400 || mode == 0o600
            case .notForAll: mode & 0o007 == 0
            }
        guard isPrivate else {
            let shown = String(mode, radix: 8)
            throw VaultFault(.sourceExposed, "\(path) has mode 0\(shown); it must be 0400 or 0600")
        }
        return try Secret.readAll(descriptor, bytesMax: bytesMax, path)
    }

    /// A key of 32 bytes from what a source gave: these bytes themselves, or 64 hexadecimal digits
    /// with at most one line end.
    ///
    /// - Throws: `.sourceMalformed`, also for a key of 32 times the same byte.
    static func key(_ content: Secret, from source: String, onlyDigits: Bool = false)
        throws(VaultFault) -> Secret
    {
        let key: Secret
        if content.count == RootKey.count, !onlyDigits {
            key = content
        } else {
            guard content.countWithoutLineEnd(content.count) == 2 * RootKey.count else {
                throw VaultFault(.sourceMalformed, source)
            }
            key = try HexadecimalSecret.decode(try content.prefix(2 * RootKey.count), source)
        }
        let isConstant = (1..<key.count).allSatisfy { unsafe key.pointer[$0] == key.pointer[0] }
        guard !isConstant else {
            throw VaultFault(.sourceMalformed, "\(source): one byte repeated")
        }
        return key
    }

    /// Makes a file of mode 0600 with a key in hexadecimal digits and a line end; removes it again
    /// when that fails half-way.
    static func create(_ path: String, with key: Secret) throws(VaultFault) {
        let folder = folder(of: path)
        try makeFolder(folder)
        let descriptor = unsafe Glibc.open(
            path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw VaultFault(
                errno == EEXIST ? .sourceExists : .sourceUnreadable, path, error: errno)
        }
        defer { close(descriptor) }
        do throws(VaultFault) {
            // The process's mask may have taken our own rights away.
            guard fchmod(descriptor, 0o600) == 0 else {
                throw VaultFault(.notDelivered, path, error: errno)
            }
            try HexadecimalSecret.line(key).writeInClear(toDescriptor: descriptor)
            guard fsync(descriptor) == 0 else {
                throw VaultFault(.notDelivered, path, error: errno)
            }
            try syncFolder(folder)
        } catch {
            unsafe unlink(path)
            throw error
        }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func makeFolder(_ path: String) throws(VaultFault) {
        var status = stat()
        if unsafe stat(path, &status) == 0 { return }
        let parent = folder(of: path)
        if parent != path { try makeFolder(parent) }
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw VaultFault(.sourceUnreadable, path, error: errno)
        }
    }

    private static func syncFolder(_ path: String) throws(VaultFault) {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw VaultFault(.notDelivered, path, error: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw VaultFault(.notDelivered, path, error: errno) }
    }
}
