/// Makes findings that overlap one, so that no half of a secret stays behind.
///
/// Findings that share a byte form a group; the group's whole range is replaced, once. Its detector
/// is that with the strictest action, then the longest range, then the first row of the table. So
/// the outcome depends on the findings alone, not on the order they came in.
enum Overlaps {
    /// The groups, from front to back.
    ///
    /// - Parameters:
    ///   - strictness: Of a detector's action; the greatest wins.
    static func resolved(_ hits: [Hit], strictness: (Int) -> Int) -> [Hit] {
        guard hits.count > 1 else { return hits }
        let ordered = hits.sorted {
            ($0.range.lowerBound, $0.range.upperBound, $0.detector)
                < ($1.range.lowerBound, $1.range.upperBound, $1.detector)
        }
        var groups: [Hit] = []
        var range = ordered[0].range
        var best = ordered[0]
        for hit in ordered.dropFirst() {
            if hit.range.lowerBound < range.upperBound {
                range = range.lowerBound..<max(range.upperBound, hit.range.upperBound)
                if isBetter(hit, best, strictness) { best = hit }
            } else {
                groups.append(Hit(range: range, detector: best.detector))
                range = hit.range
                best = hit
            }
        }
        groups.append(Hit(range: range, detector: best.detector))
        return groups
    }

    private static func isBetter(_ left: Hit, _ right: Hit, _ strictness: (Int) -> Int) -> Bool {
        let (one, other) = (strictness(left.detector), strictness(right.detector))
        if one != other { return one > other }
        if left.range.count != right.range.count { return left.range.count > right.range.count }
        return left.detector < right.detector
    }
}
