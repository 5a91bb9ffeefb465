import NIOCore

/// A body that stops short of its length and leaves the connection open.
struct StalledBody: BodySource {
    private var bytes: ArraySlice<UInt8>
    let outputTokens: Int64 = 0

    /// The first bytes of a body.
    init(_ body: [UInt8], after count: Int) { bytes = body.prefix(count) }

    mutating func writeNext(into buffer: inout ByteBuffer) -> BodyStep {
        guard !bytes.isEmpty else { return .stall }
        buffer.writeBytes(bytes)
        bytes = []
        return .part
    }
}
