/// A path of Google's API: `/v1beta/models/gemini-2.5-flash:generateContent`.
struct GeminiPath: Equatable, Sendable {
    /// The version, as the path has it.
    let version: String
    /// The model without its `models/`; `nil` for the list of models.
    let model: String?
    /// What is done with the model, after the colon.
    let verb: String?

    /// Reads a path; `nil` for one that isn't of this kind.
    ///
    /// - Parameter hasVerb: Whether the last colon separates a verb; model names have colons too.
    init?(_ path: String, hasVerb: Bool) {
        let parts = path.split(separator: "/", maxSplits: 2)
        guard parts.count >= 2, parts[0] == "v1beta" || parts[0] == "v1",
            parts[1] == "models" || parts[1] == "tunedModels"
        else { return nil }
        version = String(parts[0])
        guard parts.count == 3 else {
            model = nil
            verb = nil
            return
        }
        let rest = PercentText.decoded(parts[2])
        guard hasVerb else {
            model = rest
            verb = nil
            return
        }
        guard let colon = rest.lastIndex(of: ":"), colon != rest.startIndex else { return nil }
        model = String(rest[..<colon])
        verb = String(rest[rest.index(after: colon)...])
    }
}
