/// Changes to a document, collected first and then applied to its bytes in one pass; whatever is
/// not named stays as it was, to the byte.
///
/// All nodes and ranges must be of the one document it is applied to. A change inside something
/// that is replaced or removed as a whole is lost with it.
package struct JSONEdits: Sendable {
    private struct Splice {
        let range: Range<Int>
        let bytes: [UInt8]
    }

    /// What happens to the members of one object.
    private struct Change {
        let object: JSONNode
        /// Rows of keys.
        var removed: Set<Int> = []
        var appended: [(key: String, json: [UInt8])] = []
    }

    private var splices: [Splice] = []
    /// By the object's row.
    private var changes: [Int: Change] = [:]

    /// No changes.
    package init() {}

    /// Whether there are no changes.
    package var isEmpty: Bool { splices.isEmpty && changes.isEmpty }

    /// Puts other bytes in the place of a value's (or inserts, where the range is empty).
    ///
    /// Ranges must lie apart or inside one another. If the same bytes are replaced twice, the last
    /// wins.
    package mutating func replace(_ range: Range<Int>, with bytes: [UInt8]) {
        splices.append(Splice(range: range, bytes: bytes))
    }

    /// Gives a member a new value, or appends it to the object.
    ///
    /// - Parameters:
    ///   - object: Ignored unless it is an object.
    ///   - json: A sound JSON value.
    package mutating func setMember(_ key: String, of object: JSONNode, to json: [UInt8]) {
        guard object.kind == .object else { return }
        if let row = object.row(ofKey: key) {
            changes[object.index]?.removed.remove(row)
            replace(object.document.tape[row + 1].range, with: json)
        } else {
            var change = changes[object.index] ?? Change(object: object)
            change.appended.removeAll { $0.key.utf8.elementsEqual(key.utf8) }
            change.appended.append((key, json))
            changes[object.index] = change
        }
    }

    /// Takes a member out, together with one comma; nothing happens if there is none.
    package mutating func removeMember(_ key: String, of object: JSONNode) {
        guard object.kind == .object else { return }
        if let row = object.row(ofKey: key) {
            changes[object.index, default: Change(object: object)].removed.insert(row)
        } else {
            changes[object.index]?.appended.removeAll { $0.key.utf8.elementsEqual(key.utf8) }
        }
    }

    /// Takes elements of a list out, each together with one comma; what stays keeps its bytes.
    ///
    /// - Returns: How many are left.
    @discardableResult
    package mutating func removeElements(
        of list: JSONNode, where isRemoved: (JSONNode) -> Bool
    ) -> Int {
        var kept = 0
        var end = list.range.lowerBound + 1
        // Where those begin that were removed before anything was kept.
        var first: Int?
        for element in list.elements {
            if !isRemoved(element) {
                if let first { replace(first..<element.range.lowerBound, with: []) }
                first = nil
                kept += 1
            } else if kept > 0 {
                replace(end..<element.range.upperBound, with: [])
            } else {
                first = first ?? element.range.lowerBound
            }
            end = element.range.upperBound
        }
        if let first { replace(first..<end, with: []) }
        return kept
    }

    /// The document's bytes with all changes.
    package func applied(to document: JSONDocument) -> [UInt8] {
        guard !isEmpty else { return document.bytes }
        let ordered = orderedSplices()
        let source = document.bytes
        var result: [UInt8] = []
        result.reserveCapacity(source.count + ordered.reduce(0) { $0 + $1.bytes.count })
        var taken = 0
        for splice in ordered {
            guard splice.range.lowerBound >= taken else {
                precondition(splice.range.upperBound <= taken, "edits overlap")
                continue
            }
            result.append(contentsOf: source[taken..<splice.range.lowerBound])
            result.append(contentsOf: splice.bytes)
            taken = splice.range.upperBound
        }
        result.append(contentsOf: source[taken...])
        return result
    }

    /// All splices from front to back: insertions first, an outer range before an inner one, and of
    /// the same range the last one first.
    private func orderedSplices() -> [Splice] {
        var all = splices
        for change in changes.values { Self.appendSplices(of: change, to: &all) }
        return all.enumerated().sorted { left, right in
            let (first, second) = (left.element.range, right.element.range)
            if first.lowerBound != second.lowerBound { return first.lowerBound < second.lowerBound }
            if first.isEmpty || second.isEmpty {
                return first.isEmpty == second.isEmpty ? left.offset < right.offset : first.isEmpty
            }
            if first.upperBound != second.upperBound { return first.upperBound > second.upperBound }
            return left.offset > right.offset
        }.map(\.element)
    }

    /// A removed member goes with the comma before it, or, if no member before it stays, with the
    /// one after it; so neighbours may go together and their ranges only touch.
    private static func appendSplices(of change: Change, to splices: inout [Splice]) {
        let tape = change.object.document.tape
        let object = tape[change.object.index]
        var end = Int(object.start) + 1
        var hasMembers = false
        var row = change.object.index + 1
        for member in 0..<object.count {
            let next = Int(tape[row + 1].next)
            if !change.removed.contains(row) {
                hasMembers = true
            } else if hasMembers {
                splices.append(Splice(range: end..<Int(tape[row + 1].end), bytes: []))
            } else {
                let isLast = member + 1 == object.count
                let upper = isLast ? tape[row + 1].end : tape[next].start
                splices.append(Splice(range: Int(tape[row].start)..<Int(upper), bytes: []))
            }
            end = Int(tape[row + 1].end)
            row = next
        }
        for (key, json) in change.appended {
            var bytes: [UInt8] = hasMembers ? [UInt8(ascii: ",")] : []
            JSONText.appendQuoted(key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: json)
            splices.append(Splice(range: end..<end, bytes: bytes))
            hasMembers = true
        }
    }
}
