import Vault
import Vocabulary

/// What is kept of one call: its redacted request, and the redacted answer to it as far as it came.
package struct KeptCall: Sendable {
    /// The longest body that is kept, in bytes; what is beyond is cut off.
    package static let bodyBytesMax = 8 << 20

    package let call: Identifier
    /// The client's number in the ledger.
    package let client: Int64
    /// When the call began; what began before an erasure isn't kept after it.
    package let began: Timestamp
    /// From when on it isn't kept any more.
    package let expires: Timestamp
    package let request: [UInt8]
    package let answer: [UInt8]
    /// Is the answer a stream of events?
    package let isStream: Bool
    /// Was something of it left off?
    package let isCut: Bool
    /// 32 random bytes, without which the commitment says nothing.
    package let salt: [UInt8]

    /// - Throws: `VaultFault` without random numbers.
    package init(
        call: Identifier, client: Int64, began: Timestamp, expires: Timestamp, request: [UInt8],
        answer: [UInt8], isStream: Bool, isCut: Bool
    ) throws(VaultFault) {
        self.init(
            call: call, client: client, began: began, expires: expires, request: request,
            answer: answer, isStream: isStream, isCut: isCut, salt: try RandomBytes.make(32))
    }

    init(
        call: Identifier, client: Int64, began: Timestamp, expires: Timestamp, request: [UInt8],
        answer: [UInt8], isStream: Bool, isCut: Bool, salt: [UInt8]
    ) {
        (self.call, self.client, self.began, self.expires) = (call, client, began, expires)
        self.request = Array(request.prefix(Self.bodyBytesMax))
        self.answer = Array(answer.prefix(Self.bodyBytesMax))
        self.isStream = isStream
        self.isCut =
            isCut || request.count > Self.bodyBytesMax || answer.count > Self.bodyBytesMax
        self.salt = salt
    }

    /// How much it holds.
    var bytes: Int { request.count + answer.count }

    /// What the ledger's row says of it: HMAC-SHA-256 under the salt of `bursar/content/v1` 0x00, the call's id, the request's
    /// length in eight bytes, the request, the answer. Once the salt is gone nobody can try out what it was.
    ///
    /// - Throws: `VaultFault` without memory.
    package func commitment() throws(VaultFault) -> [UInt8] {
        var bytes = Array("bursar/content/v1\0".utf8) + call.bytes
        bytes.reserveCapacity(bytes.count + 8 + self.bytes)
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: request.count >> shift))
        }
        bytes += request
        bytes += answer
        return Digest.hmacSHA256(key: try Secret(copying: salt), bytes)
    }
}
