import Vocabulary

/// A target as an operator writes it: `UPSTREAM[/MODEL][:WEIGHT]`.
///
/// The upstream ends at the first `/`; the model may hold more of them. A `:` followed by digits
/// alone at the end is a weight, so that `ollama/llama3:8b` is a model; write `ollama/llama3:8:1`
/// for a model named `llama3:8`.
package struct TargetText: Hashable, Sendable {
    /// The upstream's name.
    package let upstream: String
    /// The model's name at the upstream; `nil` for the name the client asked for.
    package let model: String?
    /// Its share of the calls among the targets of one level, 1 to 1,000.
    package let weight: Int

    /// - Throws: `.badTarget`.
    package init(_ text: some StringProtocol) throws(KeyringFault) {
        var rest = String(text)[...]
        var weight = 1
        if let colon = rest.lastIndex(of: ":") {
            let digits = rest[rest.index(after: colon)...]
            if !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
                guard let number = Int(digits), (1...1000).contains(number) else {
                    throw Self.bad(text, "the weight is not a number from 1 to 1000")
                }
                weight = number
                rest = rest[..<colon]
            }
        }
        let slash = rest.firstIndex(of: "/")
        let upstream = String(rest[..<(slash ?? rest.endIndex)])
        guard KeyringName.isName(upstream) else {
            throw Self.bad(text, "it doesn't begin with an upstream's name")
        }
        if let slash {
            let model = String(rest[rest.index(after: slash)...])
            guard WordList.isWord(model), !model.contains("*"), !model.contains("?") else {
                throw Self.bad(text, "what follows the slash is not a model's name")
            }
            self.model = model
        } else {
            model = nil
        }
        self.upstream = upstream
        self.weight = weight
    }

    /// Reads one level of the order: targets separated by commas.
    ///
    /// - Throws: `.badTarget`.
    package static func level(_ text: String) throws(KeyringFault) -> [TargetText] {
        var targets: [TargetText] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            targets.append(try TargetText(part))
        }
        return targets
    }

    private static func bad(_ text: some StringProtocol, _ why: String) -> KeyringFault {
        KeyringFault(
            .badTarget,
            "`\(text.prefix(80))` is no target, \(why). Write UPSTREAM, UPSTREAM/MODEL or "
                + "UPSTREAM/MODEL:WEIGHT."
        )
    }
}
