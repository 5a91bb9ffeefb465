/// Writes compact JSON in the order of the calls, and sets the commas itself.
///
/// That keys and values alternate in objects and that containers are closed is up to the caller.
package struct JSONWriter: Sendable {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []
    private var isCommaDue = false

    /// An empty text.
    package init() {}

    /// An empty text with room for so many bytes.
    package init(reservingBytes count: Int) {
        bytes.reserveCapacity(count)
    }

    /// `{`
    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    /// `}`
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    /// `[`
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    /// `]`
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// The key of the value that is written next.
    package mutating func key(_ key: String) {
        separate()
        JSONText.appendQuoted(key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        isCommaDue = false
    }

    /// A string, escaped as needed.
    package mutating func string(_ string: String) {
        separate()
        JSONText.appendQuoted(string, to: &bytes)
    }

    /// A whole number.
    package mutating func integer(_ integer: Int64) {
        separate()
        bytes.append(contentsOf: String(integer).utf8)
    }

    /// `true` or `false`
    package mutating func bool(_ bool: Bool) {
        separate()
        bytes.append(contentsOf: (bool ? "true" : "false").utf8)
    }

    /// `null`
    package mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// A value that is sound JSON already.
    package mutating func raw(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// A value that is sound JSON already, as `JSONNode.bytes` is.
    package mutating func raw(_ json: ArraySlice<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        isCommaDue = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        isCommaDue = true
    }

    /// Sets the comma before a key, an element or nothing; after it one is due.
    private mutating func separate() {
        if isCommaDue { bytes.append(UInt8(ascii: ",")) }
        isCommaDue = true
    }
}
