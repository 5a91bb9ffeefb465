/// What a JSON text may cost to read; whatever passes a limit is refused.
package struct JSONLimits: Sendable {
    /// How deep arrays and objects may nest; a lone scalar has depth 0.
    package var depthMax: Int
    /// How many values the text may hold, the root, arrays and objects included, keys not.
    package var nodesMax: Int
    /// How long the whole text may be.
    package var bytesMax: Int
    /// How long one number may be.
    package var numberCharactersMax: Int

    /// Limits that suit a request body.
    ///
    /// - Parameters:
    ///   - nodesMax: Never more than 16,777,215 is used.
    ///   - bytesMax: Never more than 2,147,483,647 is used.
    package init(
        depthMax: Int = 64,
        nodesMax: Int = 200_000,
        bytesMax: Int = 32 << 20,
        numberCharactersMax: Int = 1_024
    ) {
        self.depthMax = depthMax
        self.nodesMax = min(nodesMax, (1 << 24) - 1)
        self.bytesMax = min(bytesMax, Int(Int32.max))
        self.numberCharactersMax = numberCharactersMax
    }
}
