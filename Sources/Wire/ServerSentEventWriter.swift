/// Writes events of a stream (WHATWG HTML, section 9.2), with LF and without ids.
package enum ServerSentEventWriter {
    /// A comment that keeps a connection alive.
    ///
    /// It ends with a single line feed: after a blank line some clients would deliver an empty
    /// event.
    package static let keepalive = Array(": keepalive\n".utf8)

    /// An event with its blank line.
    ///
    /// - Parameters:
    ///   - name: The event field; line ends in it are left out.
    ///   - data: Each line of it becomes a data field; CR and CRLF arrive as LF.
    package static func event(name: String?, data: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(data.count + (name?.utf8.count ?? 0) + 24)
        if let name {
            bytes.append(contentsOf: "event: ".utf8)
            bytes.append(contentsOf: name.utf8.filter { !isLineEnd($0) })
            bytes.append(UInt8(ascii: "\n"))
        }
        var start = 0
        while true {
            let end = data[start...].firstIndex(where: isLineEnd) ?? data.count
            bytes.append(contentsOf: "data: ".utf8)
            bytes.append(contentsOf: data[start..<end])
            bytes.append(UInt8(ascii: "\n"))
            guard end < data.count else { break }
            start = end + 1
            if data[end] == UInt8(ascii: "\r"), start < data.count,
                data[start] == UInt8(ascii: "\n")
            {
                start += 1
            }
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
