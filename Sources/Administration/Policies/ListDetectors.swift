import Clients
import Policy

/// The names that a policy's `redaction.detectors` may use.
package struct ListDetectors: UseCase {
    package static let name = "policy.detectors"

    /// `{"detectors":[…]}`
    package struct Answer: Codable, Sendable {
        package let detectors: [Detector]
    }

    /// A family, or a detector of one.
    package struct Detector: Codable, Sendable {
        package let name: String
        /// `nil` for a family.
        package let family: String?
    }

    package init() {}

    package func perform(in office: Office) async throws(AdministrationFault) -> Answer {
        let known = PolicyDetectors.known
        return Answer(
            detectors: known.all.map { Detector(name: $0, family: known.family(of: $0)) })
    }
}
