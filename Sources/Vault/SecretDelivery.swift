import COpenSSL
import Glibc

/// How a secret comes in from a descriptor, and the only two ways it gets out as text.
extension Secret {
    /// Reads a secret up to the end of the descriptor, straight into the memory for secrets; one
    /// line end after it isn't part of it. Standard input is descriptor 0.
    ///
    /// - Parameter bytesMax: The longest secret that is taken.
    /// - Throws: `.sourceUnreadable`, or `.outOfBounds` when there is nothing or too much.
    package static func read(fromDescriptor descriptor: Int32, bytesMax: Int = 8192)
        throws(VaultFault) -> Secret
    {
        let content = try readAll(descriptor, bytesMax: bytesMax + 2, "descriptor \(descriptor)")
        let trimmed = content.countWithoutLineEnd(content.count)
        guard trimmed > 0, trimmed <= bytesMax else {
            throw VaultFault(.outOfBounds, "a secret must have 1 to \(bytesMax) bytes")
        }
        return try content.prefix(trimmed)
    }

    /// All there is to read from a descriptor; `name` names it in faults.
    ///
    /// - Throws: `.sourceUnreadable`, `.outOfBounds` beyond `bytesMax`.
    static func readAll(_ descriptor: Int32, bytesMax: Int, _ name: String) throws(VaultFault)
        -> Secret
    {
        // One byte more, to notice what is too long.
        let buffer = try Secret(zeros: bytesMax + 1)
        var count = 0
        while count < buffer.count {
            let read = unsafe Glibc.read(descriptor, buffer.pointer + count, buffer.count - count)
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw VaultFault(.sourceUnreadable, name, error: errno) }
            guard read > 0 else { return try buffer.prefix(count) }
            count += read
        }
        throw VaultFault(.outOfBounds, "\(name) has more than \(bytesMax) bytes")
    }

    /// Writes the secret in clear to a descriptor, such as standard output for a token just issued.
    /// For the one moment its owner is to see it.
    ///
    /// - Throws: `.notDelivered`.
    package func writeInClear(toDescriptor descriptor: Int32) throws(VaultFault) {
        var offset = 0
        while offset < count {
            let written = unsafe Glibc.write(descriptor, pointer + offset, count - offset)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                throw VaultFault(.notDelivered, "descriptor \(descriptor)", error: errno)
            }
            offset += written
        }
    }

    /// The secret in clear, for the one answer that hands it to its owner. The copy isn't wiped:
    /// never store, log or compare it.
    package func textInClear() -> String {
        unsafe String(decoding: UnsafeBufferPointer(start: pointer, count: count), as: UTF8.self)
    }

    /// The first bytes as a secret of their own.
    func prefix(_ length: Int) throws(VaultFault) -> Secret {
        precondition(length <= count, "a prefix is no longer than its whole")
        let part = try Secret(zeros: length)
        unsafe part.pointer.update(from: pointer, count: length)
        return part
    }

    /// The length without one LF or CR LF at the end of the first `length` bytes.
    func countWithoutLineEnd(_ length: Int) -> Int {
        var length = length
        if length > 0, unsafe pointer[length - 1] == 0x0a {
            length -= 1
            if length > 0, unsafe pointer[length - 1] == 0x0d { length -= 1 }
        }
        return length
    }
}
