import Translation

/// What an operator may change while calls go on: the bounds, and what is known of models.
package struct GatewayTerms: Sendable {
    /// The bounds of calls.
    package let limits: GatewayLimits
    /// What Bursar and the operator know of models.
    package let catalogue: ModelCatalogue

    package init(limits: GatewayLimits, catalogue: ModelCatalogue) {
        self.limits = limits
        self.catalogue = catalogue
    }
}
