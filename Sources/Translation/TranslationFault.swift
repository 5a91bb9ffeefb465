/// Why something can't be translated. It names the field and never carries the client's text.
package struct TranslationFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The closed list of reasons.
    package enum Code: String, CaseIterable, Sendable {
        /// A field has the wrong type or an impossible value.
        case malformedField = "malformed_field"
        /// A required field is missing.
        case missingField = "missing_field"
        /// A field can't be carried to the target.
        case unsupportedField = "unsupported_field"
        /// A tool's result without its call, a call without its result, or one twice.
        case unpairedTool = "unpaired_tool"
        /// The provider's answer isn't of its dialect.
        case malformedReply = "malformed_reply"
        /// The provider's answer is an error, in `provider`.
        case providerFailed = "provider_failed"
    }

    /// The reason.
    package let code: Code
    /// The field's path in the dialect it came in; empty for a whole answer.
    package let field: String
    /// One sentence for the caller that says how to mend it.
    package let message: String
    /// The provider's own fault.
    package let provider: ProviderFault?

    /// A fault of a field.
    package init(_ code: Code, field: String, _ message: String) {
        self.code = code
        self.field = field
        self.message = message
        provider = nil
    }

    /// A fault the provider reports in an answer of status 200.
    package init(provider: ProviderFault) {
        code = .providerFailed
        field = ""
        message = "The provider failed (\(provider.kind.rawValue))."
        self.provider = provider
    }

    /// A field of the wrong type.
    package static func wrongType(_ field: String, _ form: String) -> TranslationFault {
        TranslationFault(.malformedField, field: field, "\(field) must be \(form).")
    }

    /// A provider's answer that isn't of its dialect.
    package static func malformedReply(_ place: String) -> TranslationFault {
        TranslationFault(
            .malformedReply, field: place,
            "The provider's answer isn't of its protocol\(place.isEmpty ? "" : " at \(place)").")
    }

    /// Whether it is the client's request that is at fault.
    package var isClientFault: Bool { code != .malformedReply && code != .providerFailed }

    package var description: String { "\(code.rawValue): \(message)" }
}
