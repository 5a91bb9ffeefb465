import Translation
import Vocabulary

extension RoadFault {
    /// What a provider reports inside an answer of status 200.
    init(_ fault: ProviderFault) {
        let code: Code
        switch fault.kind {
        case .badRequest, .contextTooLong, .tooLarge, .notFound: code = .upstreamRefusedRequest
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
    /// Takes over what a step of a stream says.
    mutating func note(_ event: StreamEvent) {
        switch event {
        case .start(let start):
            providerID = start.providerID.flatMap(Self.short) ?? providerID
            modelServed = start.model.flatMap(Self.short) ?? modelServed
            tierServed = start.tier.flatMap(Self.short) ?? tierServed
        case .blockStart(_, let block):
            if case .tool(let call) = block.kind { outputBytes += call.name.utf8.count }
        case .blockDelta(_, let text): outputBytes += text.utf8.count
        case .usage(let usage, _): note(usage)
        default: break
        }
    }

    /// What a whole answer says.
    init(_ reply: Reply) {
        self.init()
        providerID = reply.providerID.flatMap(Self.short)
        modelServed = reply.model.flatMap(Self.short)
        tierServed = reply.tier.flatMap(Self.short)
        if let usage = reply.usage { note(usage) }
        isComplete = true
    }

    private mutating func note(_ reported: ReportedUsage) {
        guard !reported.isEmpty else { return }
        guard Meter.allCases.allSatisfy({ reported.tokens[$0] <= UsageNumber.tokensMax }) else {
            isInconsistent = true
            return
        }
        usage = reported.tokens
        if !reported.isConsistent { isInconsistent = true }
    }

    /// A provider's word for the ledger: at most 256 bytes without control characters.
    private static func short(_ text: String) -> String? {
        guard text.utf8.count <= 256,
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
        else { return nil }
        return text
    }
}
