import Vocabulary

/// Hexadecimal digits of secrets, without a copy outside the memory for them.
enum HexadecimalSecret {
    /// The bytes that an even number of digits stands for.
    ///
    /// - Throws: `.sourceMalformed`, naming the source only.
    static func decode(_ digits: Secret, _ source: String) throws(VaultFault) -> Secret {
        let secret = try Secret(zeros: digits.count / 2)
        for index in 0..<secret.count {
            guard let high = Hexadecimal.digit(unsafe digits.pointer[2 * index]),
                let low = Hexadecimal.digit(unsafe digits.pointer[2 * index + 1])
            else { throw VaultFault(.sourceMalformed, source) }
            unsafe secret.pointer[index] = high << 4 | low
        }
        return secret
    }

    /// The digits of a secret and a line end.
    static func line(_ secret: Secret) throws(VaultFault) -> Secret {
        let line = try Secret(zeros: 2 * secret.count + 1)
        for index in 0..<secret.count {
            let byte = unsafe secret.pointer[index]
            unsafe line.pointer[2 * index] = Hexadecimal.character(byte >> 4)
            unsafe line.pointer[2 * index + 1] = Hexadecimal.character(byte & 15)
        }
        unsafe line.pointer[line.count - 1] = 0x0a
        return line
    }
}
