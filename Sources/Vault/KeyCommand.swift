import COpenSSL
import Glibc

/// Runs the program that knows a root key: no shell, a cleared environment, no open descriptors of
/// ours, a process group of its own that is killed at the deadline.
enum KeyCommand {
    /// How long the program may take.
    static let deadlineMilliseconds = 10_000
    /// The most it may say; a key has 32 bytes or 64 digits.
    static let outputBytesMax = 256
    /// Where programs without a path are looked for.
    static let folders = ["/usr/local/bin", "/usr/bin", "/bin"]

    /// What the program wrote to its standard output, when it ended well in time.
    ///
    /// - Throws: `.commandFailed`, `.commandTimedOut`.
    static func output(
        of arguments: [String], deadlineMilliseconds: Int = deadlineMilliseconds
    ) throws(VaultFault) -> Secret {
        let name = arguments.first ?? ""
        let path = try path(of: name)
        let end = now() + deadlineMilliseconds
        var pipeEnds: [Int32] = [-1, -1]
        guard unsafe pipe(&pipeEnds) == 0 else {
            throw VaultFault(.commandFailed, name, error: errno)
        }
        let (readEnd, writeEnd) = (pipeEnds[0], pipeEnds[1])
        defer { close(readEnd) }
        for end in pipeEnds { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let started = start(path, arguments, output: writeEnd)
        close(writeEnd)
        guard let child = started else {
            throw VaultFault(.commandFailed, "\(name) can't be started")
        }
        var isOver = false
        defer {
            if !isOver {
                kill(-child, SIGKILL)
                var status: Int32 = 0
                while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
            }
        }
        let output = try readAll(readEnd, until: end, name)
        let status = try wait(for: child, until: end, name)
        isOver = true
        guard status == 0 else {
            let ended =
                status & 0x7f == 0 ? "ended with status \(status >> 8 & 0xff)" : "was killed"
            throw VaultFault(.commandFailed, "\(name) \(ended)")
        }
        return output
    }

    private static func path(of name: String) throws(VaultFault) -> String {
        if name.contains("/") { return name }
        for folder in folders where unsafe access(folder + "/" + name, X_OK) == 0 {
            return folder + "/" + name
        }
        throw VaultFault(.commandFailed, "\(name) isn't in \(folders.joined(separator: ", "))")
    }

    /// What the child may know: where programs are and whose home it is in.
    private static func environment() -> [String] {
        var variables = ["PATH=" + folders.joined(separator: ":"), "LC_ALL=C"]
        if let home = unsafe getenv("HOME") {
            unsafe variables.append("HOME=" + String(cString: home))
        }
        return variables
    }

    private static func start(_ path: String, _ arguments: [String], output: Int32) -> pid_t? {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        guard unsafe posix_spawn_file_actions_init(&actions) == 0 else { return nil }
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        guard unsafe posix_spawnattr_init(&attributes) == 0 else { return nil }
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var all = sigset_t()
        var none = sigset_t()
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        guard unsafe sigfillset(&all) == 0, unsafe sigemptyset(&none) == 0,
            unsafe posix_spawnattr_setsigdefault(&attributes, &all) == 0,
            unsafe posix_spawnattr_setsigmask(&attributes, &none) == 0,
            unsafe posix_spawnattr_setpgroup(&attributes, 0) == 0,
            unsafe posix_spawnattr_setflags(&attributes, Int16(flags)) == 0,
            unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0) == 0,
            unsafe posix_spawn_file_actions_adddup2(&actions, output, 1) == 0,
            unsafe posix_spawn_file_actions_addclosefrom_np(&actions, 3) == 0
        else { return nil }
        var child: pid_t = 0
        let isStarted = unsafe CStrings(arguments).withPointers { arguments in
            unsafe CStrings(environment()).withPointers { environment in
                unsafe posix_spawn(&child, path, &actions, &attributes, arguments, environment) == 0
            }
        }
        return isStarted ? child : nil
    }

    private static func readAll(_ descriptor: Int32, until end: Int, _ name: String)
        throws(VaultFault) -> Secret
    {
        let buffer = try Secret(zeros: outputBytesMax + 1)
        var count = 0
        while true {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let left = end - now()
            guard left > 0 else { throw VaultFault(.commandTimedOut, name) }
            let ready = unsafe poll(&waiting, 1, Int32(left))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { continue }
            let read = unsafe Glibc.read(descriptor, buffer.pointer + count, buffer.count - count)
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw VaultFault(.commandFailed, name, error: errno) }
            guard read > 0 else { return try buffer.prefix(count) }
            count += read
            guard count <= outputBytesMax else {
                throw VaultFault(.commandFailed, "\(name) wrote more than \(outputBytesMax) bytes")
            }
        }
    }

    private static func wait(for child: pid_t, until end: Int, _ name: String) throws(VaultFault)
        -> Int32
    {
        while true {
            var status: Int32 = 0
            let ended = unsafe waitpid(child, &status, WNOHANG)
            if ended == child { return status }
            guard ended == 0 || errno == EINTR else {
                throw VaultFault(.commandFailed, name, error: errno)
            }
            guard now() < end else { throw VaultFault(.commandTimedOut, name) }
            usleep(2_000)
        }
    }

    private static func now() -> Int {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}

/// An array of C strings with a null pointer at its end, freed with its owner.
@safe private struct CStrings: ~Copyable {
    private let pointers: UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>

    init(_ strings: [String]) {
        unsafe pointers = .allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() {
            unsafe pointers.initializeElement(at: index, to: strdup(string))
        }
        unsafe pointers.initializeElement(at: strings.count, to: nil)
    }

    deinit {
        for index in unsafe pointers.indices { unsafe free(pointers[index]) }
        unsafe pointers.deallocate()
    }

    func withPointers<Result>(
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        guard let first = unsafe pointers.baseAddress else { preconditionFailure("never empty") }
        return unsafe body(first)
    }
}
