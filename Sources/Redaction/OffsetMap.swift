/// Where places in a text went when parts of it were replaced.
struct OffsetMap: Sendable, Equatable {
    /// The parts that were replaced, from front to back: where they are in the text as the provider
    /// has it, and how long their replacement in the client's text is.
    private var parts: [(start: Int, count: Int, newCount: Int)] = []

    static func == (left: OffsetMap, right: OffsetMap) -> Bool {
        left.parts.elementsEqual(right.parts) { $0 == $1 }
    }

    var isEmpty: Bool { parts.isEmpty }

    /// Notes a part; each behind the last.
    mutating func add(start: Int, count: Int, newCount: Int) {
        parts.append((start, count, newCount))
    }

    /// Where a place of the provider's text is in the client's; one inside a part goes to its start,
    /// or to its end if it ends a range.
    func moved(_ place: Int, isEnd: Bool) -> Int {
        var shift = 0
        for part in parts {
            if place >= part.start + part.count {
                shift += part.newCount - part.count
            } else if place > part.start {
                return part.start + shift + (isEnd ? part.newCount : 0)
            } else {
                break
            }
        }
        return place + shift
    }
}
