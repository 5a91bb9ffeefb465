import Glibc

/// Asks for passphrases and keys at the terminal of the process, without showing them.
package enum Terminal {
    /// A secret typed or pasted, up to the end of the line.
    ///
    /// - Parameter prompt: What is asked for, ending in a colon and a space.
    /// - Throws: `.terminalUnavailable`, `.outOfBounds`.
    package static func secret(_ prompt: String) throws(VaultFault) -> Secret {
        let descriptor = try open()
        defer { close(descriptor) }
        return try ask(prompt, descriptor)
    }

    /// The passphrase typed.
    ///
    /// - Parameter isNew: Ask twice, and take it when both are the same.
    /// - Throws: `.terminalUnavailable`, `.outOfBounds`.
    static func passphrase(isNew: Bool) throws(VaultFault) -> Secret {
        let descriptor = try open()
        defer { close(descriptor) }
        let passphrase = try ask("Passphrase of the root key: ", descriptor)
        guard isNew else { return passphrase }
        guard try ask("The same again: ", descriptor) == passphrase else {
            throw VaultFault(.terminalUnavailable, "the two passphrases differ")
        }
        return passphrase
    }

    private static func open() throws(VaultFault) -> Int32 {
        let descriptor = unsafe Glibc.open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw VaultFault(
                .terminalUnavailable, "a secret is asked for at a terminal, and there is none")
        }
        return descriptor
    }

    private static func ask(_ prompt: String, _ descriptor: Int32) throws(VaultFault) -> Secret {
        var former = termios()
        guard unsafe tcgetattr(descriptor, &former) == 0 else {
            throw VaultFault(.terminalUnavailable, "/dev/tty", error: errno)
        }
        // Signals are off too, or one could end us while nothing is shown any more.
        var silent = former
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        guard unsafe tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else {
            throw VaultFault(.terminalUnavailable, "/dev/tty", error: errno)
        }
        defer {
            unsafe tcsetattr(descriptor, TCSAFLUSH, &former)
            say("\n", descriptor)
        }
        say(prompt, descriptor)
        return try readLine(descriptor)
    }

    /// Reads up to a line end, with the keys that take characters back.
    static func readLine(_ descriptor: Int32) throws(VaultFault) -> Secret {
        let line = try Secret(zeros: PassphraseParameters.passphraseBytesMax)
        var count = 0
        while true {
            var byte: UInt8 = 0
            let read = unsafe Glibc.read(descriptor, &byte, 1)
            if read < 0, errno == EINTR { continue }
            guard read == 1 else { throw VaultFault(.terminalUnavailable, "it was closed") }
            switch byte {
            case 0x0a, 0x0d:
                return try line.prefix(count)
            case 0x03, 0x04, 0x1c:  // Control-C, -D, -\
                throw VaultFault(.terminalUnavailable, "given up")
            case 0x15:  // Control-U
                count = 0
            case 0x08, 0x7f:
                // A character of several bytes goes as a whole.
                while count > 0, unsafe line.pointer[count - 1] & 0xc0 == 0x80 { count -= 1 }
                count = max(0, count - 1)
            default:
                guard count < line.count else {
                    throw VaultFault(.outOfBounds, "the passphrase is too long")
                }
                unsafe line.pointer[count] = byte
                count += 1
            }
        }
    }

    private static func say(_ text: String, _ descriptor: Int32) {
        let bytes = Array(text.utf8)
        // A prompt that can't be shown is no reason not to read.
        _ = unsafe write(descriptor, bytes, bytes.count)
    }
}
