/// A value that is some members of an object, for those who write an object anyway: a line of the log, say.
package protocol JSONFields: Sendable, CustomStringConvertible {
    /// Writes key and value of each member.
    func write(to writer: inout JSONWriter)
}

extension JSONFields {
    /// The members as an object.
    package var description: String {
        var writer = JSONWriter()
        writer.beginObject()
        write(to: &writer)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
