/// The part of a model's name that providers' rate limits go by: without its date and the word `latest`.
///
/// `gpt-4o-2024-08-06`, `gpt-4o-latest` and `gpt-4o` share one limit; so do `claude-sonnet-4-20250514` and
/// `claude-sonnet-4@20250514`.
package enum ModelClass {
    /// The class of a model's name; at most 256 bytes, never empty for a name that isn't.
    package static func of(_ model: String) -> String {
        // Most names have no such end, and then cost nothing.
        guard let last = model.utf8.last,
            model.utf8.first == UInt8(ascii: "m")
                || last == UInt8(ascii: "t") || (0x30...0x39).contains(last)
        else { return model }
        var name = model[...]
        if name.hasPrefix("models/") { name = name.dropFirst(7) }
        if name.hasSuffix("-latest") { name = name.dropLast(7) }
        for shape in ["-dddd-dd-dd", "-dddddddd", "@dddddddd"] where ends(name, shape) {
            name = name.dropLast(shape.utf8.count)
        }
        return name.isEmpty ? model : String(name)
    }

    private static func ends(_ name: Substring, _ shape: String) -> Bool {
        guard name.utf8.count > shape.utf8.count else { return false }
        return zip(name.utf8.suffix(shape.utf8.count), shape.utf8).allSatisfy { byte, form in
            form == UInt8(ascii: "d") ? (0x30...0x39).contains(byte) : byte == form
        }
    }
}
