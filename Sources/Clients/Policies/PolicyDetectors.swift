import Policy
import Redaction

/// The detectors that policies may name.
package enum PolicyDetectors {
    /// For a policy that an operator puts: only what there is.
    package static let known = DetectorNames(members: members)
    /// For a policy that was put before.
    static let stored = DetectorNames(members: members, mayBeOlder: true)

    private static let members = DetectorTable.shipped.detectors.map {
        (name: $0.name, family: $0.family)
    }
}
