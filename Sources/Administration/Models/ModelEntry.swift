import Keyring
import Vocabulary

/// A model as answers show it: the name clients ask for, and in order who serves it.
package struct ModelEntry: Codable, Sendable {
    /// A name or a glob of names.
    package let model: String
    package let targets: [Target]
    package let createdAt: String

    /// One place that serves it.
    package struct Target: Codable, Sendable {
        /// Targets of one level share its calls by weight; the next level is for when none of them can serve.
        package let level: Int
        package let upstream: String
        /// Its name there; `nil` for the name the client asked for.
        package let model: String?
        package let weight: Int
    }

    init(_ record: ModelRecord) {
        model = record.glob.pattern
        createdAt = record.createdAt.text
        targets = record.targets.map { target in
            Target(
                level: target.level, upstream: target.upstreamName, model: target.model,
                weight: target.weight)
        }
    }
}
