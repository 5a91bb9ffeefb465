import Policy

/// The detectors that policies may name.
package enum PolicyDetectors {
    /// For a policy that an operator puts: only what there is.
    package static let known = DetectorNames(members: members)
    /// For a policy that was put before.
    static let stored = DetectorNames(members: members, mayBeOlder: true)

    private static let members: [(name: String, family: String)] = [
        ("jwt", "secret"), ("connection-string", "secret"), ("password", "secret"),
        ("us-ssn", "national-id"), ("de-steuer-id", "national-id"),
    ]
}
