import NIOCore

/// The filling of an overlong line.
enum GiantLine {
    /// Bytes of the text when the script doesn't say: twice what readers should put up with.
    static let bytesDefault = 16 * 1024 * 1024
    /// Bytes written at once.
    private static let stepBytes = 32 * 1024

    /// Appends some of the bytes left; `.event`, and nothing left, when that was all.
    static func write(_ bytesLeft: inout Int?, into buffer: inout ByteBuffer) -> BodyStep {
        guard let left = bytesLeft, left > 0 else {
            bytesLeft = nil
            return .event
        }
        let count = min(left, stepBytes)
        buffer.writeRepeatingByte(UInt8(ascii: "x"), count: count)
        bytesLeft = left - count
        return .part
    }
}
