/// Appends events of a stream whose data is compact JSON, which has no line ends.
enum StreamText {
    /// An event with its blank line.
    static func append(event name: String?, _ json: [UInt8], to bytes: inout [UInt8]) {
        if let name {
            bytes.append(contentsOf: "event: ".utf8)
            bytes.append(contentsOf: name.utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
        bytes.append(contentsOf: "data: ".utf8)
        bytes.append(contentsOf: json)
        bytes.append(contentsOf: "\n\n".utf8)
    }
}
