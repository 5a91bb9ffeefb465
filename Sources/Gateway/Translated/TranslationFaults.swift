import Keyring
import Translation
import Vocabulary
import Wire

extension RoadFault {
    /// What a provider reports inside an answer of status 200.
    init(_ fault: ProviderFault) {
        let code: Code
        switch fault.kind {
        case .contextTooLong: code = .contextTooLong
        case .badRequest, .tooLarge, .notFound: code = .upstreamRefusedRequest
        case .authentication, .billing, .permission: code = .upstreamRefusedKey
        case .rateLimited: code = .upstreamRateLimited
        case .overloaded, .serverError: code = .upstreamFailed
        case .timeout: code = .upstreamTimeout
        case .broken: code = .upstreamBroken
        case .malformed: code = .upstreamMalformed
        }
        let status: Int? =
            switch fault.kind {
            case .notFound: 404
            case .tooLarge: 413
            case .badRequest, .contextTooLong: 400
            default: nil
            }
        self.init(
            code, .upstream, fault.publicMessage, status: status,
            retryAfterSeconds: fault.kind == .rateLimited ? 1 : nil)
        switch fault.kind {
        case .authentication: finding = .refused
        case .billing: finding = .unpaid
        case .permission: finding = .forbidden
        case .rateLimited: finding = .limited(hint: fault.retryAfterSeconds.map { $0 * 1000 })
        default: break
        }
    }

    /// The error object of an answer of status 200, or of an event.
    init(_ error: JSONNode?, in dialect: Dialect) {
        let body = Array(#"{"error":"#.utf8) + (error?.bytes ?? []) + [UInt8(ascii: "}")]
        self.init(Dialects.rules(for: dialect).fault(status: nil, body: body))
    }

    /// A provider's whole answer that can't be read.
    init(reply fault: TranslationFault) {
        if let provider = fault.provider {
            self.init(provider)
        } else {
            self.init(
                .upstreamMalformed, .upstream,
                "The provider's answer isn't of its protocol. Try again, or tell the operator.")
        }
    }

    /// The same in the words that writers of streams take.
    var providerFault: ProviderFault {
        let kind: ProviderFault.Kind =
            switch code {
            case .upstreamRateLimited: .rateLimited
            case .upstreamTimeout: .timeout
            case .upstreamFailed, .noKey: .overloaded
            case .upstreamMalformed: .malformed
            case .upstreamBroken, .upstreamTooLarge: .broken
            default: .serverError
            }
        return ProviderFault(kind, message, code: code.rawValue)
    }
}

extension ReplyReading {
    /// What an account of an answer says, as far as the ledger takes it.
    init(_ account: AnswerAccount) {
        self.init()
        providerID = account.providerID.flatMap(Self.short)
        modelServed = account.model.flatMap(Self.short)
        tierServed = account.tier.flatMap(Self.short)
        outputBytes = account.outputBytes
        usage = account.usage?.tokens
        isInconsistent = !account.isConsistent
        isCounted = account.isCounted
        isComplete = account.isComplete
        isUsageFinal = account.hasFinalUsage
    }

    /// Takes over what a provider says was used; what isn't said stays.
    mutating func note(_ reported: ReportedUsage?, tier: String? = nil) {
        guard let reported else { return }
        var account = AnswerAccount()
        account.take(reported)
        if !account.isConsistent { isInconsistent = true }
        if !account.isCounted { isCounted = false }
        usage = account.usage?.tokens ?? usage
        tierServed = tier.flatMap(Self.short) ?? tierServed
    }

    /// A provider's word for the ledger: at most 256 bytes without control characters.
    private static func short(_ text: String) -> String? {
        guard text.utf8.count <= 256,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else { return nil }
        return text
    }
}
