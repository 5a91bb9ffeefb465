/// Secret bytes that a room may use without knowing how they are kept.
///
/// `Vault.Secret` is the one that lives in memory. A conforming type has a placeholder for a
/// description.
package protocol SecretBytes: Sendable {
    /// How many bytes there are.
    var count: Int { get }
    /// Lends the bytes for the time of the call; they must not be kept beyond it.
    func withBytes<Result>(_ body: (RawSpan) throws -> Result) rethrows -> Result
}
