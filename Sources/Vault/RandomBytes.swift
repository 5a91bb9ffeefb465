import COpenSSL

/// Random bytes from OpenSSL's generator.
package enum RandomBytes {
    /// So many random bytes, for what isn't secret: nonces, identifiers, salts. `Secret.random`
    /// makes keys.
    ///
    /// - Throws: `.cryptography` when the generator fails; then nothing may go on.
    package static func make(_ count: Int) throws(VaultFault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let isMade = unsafe bytes.withUnsafeMutableBufferPointer {
            unsafe RAND_bytes($0.baseAddress, Int32($0.count)) == 1
        }
        guard isMade || count == 0 else { throw OpenSSL.fault(.cryptography, "random numbers") }
        return bytes
    }

    /// Random characters of an alphabet.
    static func characters(_ count: Int, of alphabet: [UInt8]) throws(VaultFault) -> [UInt8] {
        var characters: [UInt8] = []
        try appendCharacters(count, of: alphabet, to: &characters)
        return characters
    }

    /// Appends random characters of an alphabet, each equally likely: bytes beyond the largest
    /// multiple of its size are thrown away. The random bytes are wiped.
    static func appendCharacters(
        _ count: Int, of alphabet: [UInt8], to text: inout [UInt8]
    ) throws(VaultFault) {
        precondition((1...256).contains(alphabet.count), "an alphabet has 1 to 256 characters")
        let limit = 256 / alphabet.count * alphabet.count
        let end = text.count + count
        text.reserveCapacity(end)
        while text.count < end {
            let random = try Secret.random(count: 2 * (end - text.count))
            for index in 0..<random.count {
                let byte = Int(unsafe random.pointer[index])
                if byte < limit, text.count < end { text.append(alphabet[byte % alphabet.count]) }
            }
        }
    }
}
