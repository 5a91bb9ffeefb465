import Glibc

/// An exclusive lock on a file for as long as the value lives (flock(2)); it goes with the process, however that ends.
package final class FileLock: Sendable {
    /// The file can't be made, opened or locked.
    package struct Fault: Error, Hashable, Sendable {
        /// The system's error number.
        package let error: Int32
    }

    private let descriptor: Int32

    /// Takes the lock without waiting.
    ///
    /// The file is made where it is missing (mode 0600) and never replaced; a lock on a file that no longer has its name is
    /// given back, so that two processes never hold one each.
    ///
    /// - Returns: `nil` when another process has it.
    /// - Throws: Also for a symbolic link.
    package init?(at path: String) throws(Fault) {
        while true {
            let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw Fault(error: errno) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let error = errno
                close(descriptor)
                if error == EWOULDBLOCK { return nil }
                throw Fault(error: error)
            }
            if Self.isStill(descriptor, at: path) {
                self.descriptor = descriptor
                return
            }
            close(descriptor)  // somebody removed or replaced it meanwhile: take the new one
        }
    }

    deinit { close(descriptor) }

    private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
        var (ours, named) = (stat(), stat())
        return unsafe fstat(descriptor, &ours) == 0 && lstat(path, &named) == 0
            && ours.st_ino == named.st_ino && ours.st_dev == named.st_dev
    }
}
