import Vocabulary

/// What a policy file says; a key that it leaves out is `nil` and decides nothing.
///
/// `narrowed(by:)` joins two policies to what both allow; `resolved` fills in what `INTERFACE.md` says of a client
/// without a policy. A token's scopes are a policy too, so that one comparison decides.
package struct Policy: Hashable, Sendable {
    /// Each list allows; a model must match a glob of every list.
    package var modelLists: [[Glob]] = []
    /// Globs of models that are refused, whatever else allows them; letters of either case are the same.
    package var deniedModels: [Glob] = []
    /// Families of routes that may be called, sorted by name; `nil` for all.
    package var endpoints: [Endpoint]?
    /// Each list allows; a call's address must lie in a network of every list.
    package var networkLists: [[Network]] = []
    /// The first moment at which nothing is allowed any more; `nil` for never.
    package var expiresAt: Timestamp?
    /// Where calls may go.
    package var residency: Residency?
    /// The most output tokens that a request may bound each answer to, and the bound of one that sets none.
    package var outputTokensMax: Int64?
    /// Globs of hosted tools, by `HostedTool`'s names, that may not be asked for.
    package var deniedHostedTools: [Glob] = []
    /// What is taken out of requests.
    package var redaction = RedactionRules()
    /// What is kept of requests and answers.
    package var content: ContentKeeping?
    /// Images and other parts that can't be looked into.
    package var attachments: Attachments?
    /// The provider's own storage.
    package var store: ProviderStorage?
    /// Models without a price.
    package var unpriced: Unpriced?
    /// Fields that a translation can't carry over.
    package var unsupportedFields: UnsupportedFields?
    /// Do detectors that mask or block act on what the model writes, too?
    package var scansReplies: Bool?
    /// The input tokens that a hard budget holds for a request whose input can't be known; `nil` refuses such a request.
    package var unknownInputTokens: Int64?

    /// A policy that says nothing.
    package init() {}

    /// What a client without a policy, at the top of its tree, may do; keys that this policy has stay.
    package var resolved: Policy {
        var policy = self
        policy.residency = residency ?? .anywhere
        policy.redaction = redaction.resolved
        policy.content = content ?? ContentKeeping.none
        policy.attachments = attachments ?? .allow
        policy.store = store ?? .client
        policy.unpriced = unpriced ?? .refuse
        policy.unsupportedFields = unsupportedFields ?? .auto
        policy.scansReplies = scansReplies ?? false
        return policy
    }
}

/// Where calls may go, from the widest to the narrowest.
package enum Residency: String, CaseIterable, Sendable {
    /// To any provider.
    case anywhere = "any"
    /// To servers on this host only, once redaction found something.
    case onDeviceWhenRedacted = "on-device-when-redacted"
    /// To servers on this host only.
    case onDevice = "on-device"
}

/// May requests hold images and other parts that can't be looked into?
package enum Attachments: String, CaseIterable, Sendable {
    case allow, refuse
}

/// Who decides on the provider's own storage of answers.
package enum ProviderStorage: String, CaseIterable, Sendable {
    /// The client's `store` stays as it is.
    case client
    /// Nothing is stored: a request that asks for it is refused, one that says nothing is sent with `store: false`.
    case never
}

/// What happens to calls of models without a price.
package enum Unpriced: String, CaseIterable, Sendable {
    case allow, refuse
}

/// What happens to fields that a translation can't carry over, from the mildest to the strictest.
package enum UnsupportedFields: String, CaseIterable, Sendable {
    /// Those that may be dropped are dropped, and named in `bursar-dropped`.
    case drop
    /// Each field's own verdict.
    case auto
    /// Any such field refuses the call.
    case refuse
}

/// What is kept of requests and answers, redacted and sealed.
package struct ContentKeeping: Hashable, Sendable {
    /// Is anything kept?
    package let isKept: Bool
    /// For how long; zero when nothing is kept.
    package let retentionMilliseconds: Int64

    /// Nothing is kept.
    package static let none = ContentKeeping(isKept: false, retentionMilliseconds: 0)

    /// Redacted content, for so long.
    package static func redacted(forMilliseconds retention: Int64) -> ContentKeeping {
        ContentKeeping(isKept: true, retentionMilliseconds: retention)
    }
}
