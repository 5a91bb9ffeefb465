import Glibc

/// A secret on its way from one process to another of the same user, through a FIFO of mode 0600 in a folder of theirs.
///
/// The sender fills the pipe and then only keeps it open for reading; the receiver finds it by its name, takes the name
/// away and reads to the end. In between the bytes are in the kernel alone. Neither side ever waits for the other.
package final class SecretPipe: Sendable {
    /// The longest secret that goes through.
    package static let bytesMax = 8_192
    /// What every name begins with.
    package static let prefix = "secret-"

    /// Its name in the folder: the prefix and 32 hexadecimal digits by chance.
    package let name: String
    private let folder: Int32
    private let descriptor: Int32

    /// Makes a pipe and puts a secret into it.
    ///
    /// - Parameter path: The folder, closed to others; the pipe belongs to the folder's owner.
    /// - Throws: `.notDelivered`.
    package init(_ secret: Secret, in path: String) throws(VaultFault) {
        let mark = try RandomBytes.make(16)
        name = Self.prefix + mark.map { Self.digits($0) }.joined()
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw VaultFault(.notDelivered, path, error: errno) }
        do throws(VaultFault) {
            descriptor = try Self.fill(name, in: folder, with: secret)
        } catch {
            unsafe unlinkat(folder, name, 0)
            close(folder)
            throw error
        }
        self.folder = folder
    }

    deinit {
        // Gone already where the receiver took it.
        unsafe unlinkat(folder, name, 0)
        close(descriptor)
        close(folder)
    }

    /// Takes a secret out of the pipe of a name, and the name away.
    ///
    /// - Throws: `.outOfBounds` for what can't be a pipe's name or holds nothing, `.sourceMissing`,
    ///   `.sourceExposed` for anything but a FIFO of ours that is closed to others, `.sourceUnreadable`.
    package static func take(_ name: String, from path: String) throws(VaultFault) -> Secret {
        guard isName(name) else { throw VaultFault(.outOfBounds, "no name of a pipe") }
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw VaultFault(.sourceUnreadable, path, error: errno) }
        defer { close(folder) }
        let descriptor = unsafe openat(folder, name, reading)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT: throw VaultFault(.sourceMissing, name)
            case ELOOP: throw VaultFault(.sourceExposed, "\(name) is a symbolic link")
            default: throw VaultFault(.sourceUnreadable, name, error: errno)
            }
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw VaultFault(.sourceUnreadable, name, error: errno)
        }
        guard status.st_mode & S_IFMT == S_IFIFO, status.st_mode & 0o077 == 0,
            status.st_uid == geteuid() || status.st_uid == 0
        else { throw VaultFault(.sourceExposed, "\(name) isn't a pipe of ours") }
        unsafe unlinkat(folder, name, 0)
        let secret = try Secret.readAll(descriptor, bytesMax: bytesMax, name)
        guard secret.count > 0 else { throw VaultFault(.outOfBounds, "\(name) is empty") }
        return secret
    }

    /// Removes the pipes of senders that died; for the folder's one owner, before it takes any.
    package static func clear(_ names: some Sequence<String>, in path: String) {
        for name in names where isName(name) {
            unsafe unlink(path + "/" + name)  // one that stays is empty
        }
    }

    /// Never waits for a writer, never follows a link.
    private static var reading: Int32 { O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC }

    private static func fill(_ name: String, in folder: Int32, with secret: Secret)
        throws(VaultFault) -> Int32
    {
        guard (1...bytesMax).contains(secret.count) else {
            throw VaultFault(.outOfBounds, "a secret must have 1 to \(bytesMax) bytes")
        }
        var status = stat()
        guard unsafe fstat(folder, &status) == 0, unsafe mkfifoat(folder, name, 0o600) == 0 else {
            throw VaultFault(.notDelivered, name, error: errno)
        }
        if status.st_uid != geteuid() {
            // Root hands a secret to a server of another user.
            guard
                unsafe fchownat(folder, name, status.st_uid, status.st_gid, AT_SYMLINK_NOFOLLOW)
                    == 0
            else { throw VaultFault(.notDelivered, name, error: errno) }
        }
        // Linux lets one process be both ends, so that nobody waits (fifo(7)).
        let writer = unsafe openat(folder, name, O_RDWR | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
        guard writer >= 0 else { throw VaultFault(.notDelivered, name, error: errno) }
        defer { close(writer) }
        try secret.writeInClear(toDescriptor: writer)
        let reader = unsafe openat(folder, name, reading)
        guard reader >= 0 else { throw VaultFault(.notDelivered, name, error: errno) }
        return reader
    }

    private static func isName(_ name: String) -> Bool {
        let mark = name.utf8.dropFirst(prefix.utf8.count)
        return name.hasPrefix(prefix) && mark.count == 32
            && mark.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func digits(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
