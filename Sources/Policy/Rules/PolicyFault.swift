/// Why a policy file can't be taken.
package struct PolicyFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key it is about, such as `redaction.detectors.email` or `redaction.patterns[0].action`; empty for the file.
    package let path: String
    /// What is wrong and what is allowed, without the key.
    package let problem: String

    /// A fault at a key.
    package init(_ path: String, _ problem: String) {
        self.path = path
        self.problem = problem
    }

    /// One sentence for an operator.
    package var description: String {
        path.isEmpty ? "The policy \(problem)." : "The policy's \(path) \(problem)."
    }
}
