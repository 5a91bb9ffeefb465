import Policy
import Vocabulary

/// A policy of the directory: a name, a version, and what it says.
package struct StoredPolicy: Sendable {
    /// What operators call it.
    package let name: String
    /// 1 for the first file put under the name.
    package let version: Int64
    /// The file's JSON.
    package let body: String
    /// When it was put.
    package let createdAt: Timestamp

    /// What it says.
    ///
    /// - Throws: `.unreadable`.
    package func policy() throws(ClientsFault) -> Policy {
        do { return try Policy(parsing: Array(body.utf8), detectors: PolicyDetectors.stored) } catch
        {
            throw ClientsFault(
                .unreadable, "Policy \(name) version \(version) can't be read: \(error)")
        }
    }
}
