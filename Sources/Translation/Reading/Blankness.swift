extension String {
    /// Is there nothing in it but white space?
    var isBlank: Bool {
        utf8.allSatisfy { $0 == 0x20 || (0x09...0x0d).contains($0) }
    }

    /// Without white space at its end.
    var withoutTrailingSpace: String {
        var end = utf8.endIndex
        while end > utf8.startIndex {
            let before = utf8.index(before: end)
            guard utf8[before] == 0x20 || (0x09...0x0d).contains(utf8[before]) else { break }
            end = before
        }
        return String(self[..<end])
    }
}
