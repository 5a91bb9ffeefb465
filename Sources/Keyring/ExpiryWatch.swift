import Vocabulary

/// Tells of keys that end soon: two weeks, a week and a day before, and when they have; each once for an end.
package struct ExpiryWatch: Sendable {
    /// How long before its end a key is told of, in milliseconds.
    package static let noticesMilliseconds: [Int64] = [14, 7, 1, 0].map { $0 * 86_400_000 }

    /// A key to tell of.
    package struct Warning: Hashable, Sendable {
        /// The key's public id.
        package let key: String
        package let name: String
        package let upstream: String
        /// The first moment it isn't used any more.
        package let end: Timestamp
        /// Is that moment past?
        package let isOver: Bool
    }

    private struct Told {
        let end: Timestamp
        let notices: Int
    }

    private var told: [Int64: Told] = [:]

    package init() {}

    /// The keys to tell of now.
    package mutating func look(_ directory: UpstreamDirectory, at now: Timestamp) -> [Warning] {
        var warnings: [Warning] = []
        var current: [Int64: Told] = [:]
        for key in directory.keys.values.joined().map(\.key) {
            guard let end = key.expiresAt else { continue }
            let left = end.milliseconds - now.milliseconds
            let notices = Self.noticesMilliseconds.count { left <= $0 }
            let known = told[key.number].flatMap { $0.end == end ? $0.notices : nil } ?? 0
            if notices > known {
                warnings.append(
                    Warning(
                        key: key.id, name: key.name, upstream: key.upstreamName, end: end,
                        isOver: left <= 0))
            }
            if notices > 0 { current[key.number] = Told(end: end, notices: max(notices, known)) }
        }
        told = current
        return warnings.sorted { ($0.end, $0.key) < ($1.end, $1.key) }
    }
}
