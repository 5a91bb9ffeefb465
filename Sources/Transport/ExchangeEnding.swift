import CCurl
import Glibc

extension TransferLoop {
    /// A fault of our own making, about an exchange that may be under way.
    func fault(_ code: TransportFault.Code, _ exchange: Exchange) -> TransportFault {
        TransportFault(code, mayHaveBeenSent: exchange.mayHaveBeenSent)
    }

    /// What libcurl's result means, in the phase the exchange is in.
    func end(of exchange: Exchange, result: CURLcode)
        -> ExchangeEnd
    {
        if let verdict = exchange.verdict { return .fault(fault(verdict, exchange)) }
        if result == CURLE_OK {
            let isClean = exchange.phases.phase == .streaming || exchange.phases.phase == .paused
            return isClean ? .clean : .fault(fault(.protocolViolation, exchange))
        }
        let code = Self.code(
            for: result, phase: exchange.phases.phase,
            hasRefusedAddress: exchange.hasRefusedAddress, systemError: exchange.systemError,
            isEncrypted: exchange.request.url.hasPrefix("https:"))
        return .fault(
            TransportFault(
                code, mayHaveBeenSent: exchange.mayHaveBeenSent,
                curlCode: Int32(bitPattern: result.rawValue)))
    }

    /// Names a result of libcurl.
    static func code(
        for result: CURLcode, phase: ExchangePhases.Phase, hasRefusedAddress: Bool,
        systemError: Int32, isEncrypted: Bool
    ) -> TransportFault.Code {
        let isConnected = phase != .connecting && phase != .queued
        switch result {
        case CURLE_COULDNT_CONNECT:
            return hasRefusedAddress ? .addressForbidden : .connect
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .resolve
        case CURLE_URL_MALFORMAT: return .badURL
        case CURLE_UNSUPPORTED_PROTOCOL: return isConnected ? .protocolViolation : .badURL
        case CURLE_OPERATION_TIMEDOUT: return isConnected ? .totalDeadline : .connectDeadline
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT:
            return .tls
        case CURLE_PARTIAL_FILE: return .truncated
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_HTTP2_STREAM: return .reset
        case CURLE_RECV_ERROR:
            // Also libcurl's word for chunks it can't read, and for TLS without a goodbye.
            if !isConnected { return .connect }
            if brokenConnectionErrors.contains(systemError) || phase == .awaitingHead {
                return .reset
            }
            return isEncrypted ? .truncated : .protocolViolation
        case CURLE_HTTP2, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
            return .protocolViolation
        case CURLE_OUT_OF_MEMORY:
            // libcurl's own cap on one line of a head, which is above ours for all of them.
            return phase == .awaitingHead ? .headTooLarge : .other
        default: return .other
        }
    }
}

/// What the system says of a connection that is no more. (The last error may be an older one,
/// such as the "in progress" of connecting.)
private let brokenConnectionErrors: Set<Int32> = [
    ECONNRESET, EPIPE, ETIMEDOUT, ECONNABORTED, EHOSTUNREACH, ENETUNREACH, ENETDOWN, ENOTCONN,
]

extension Exchange {
    /// The system's last error on the connection; 0 for none.
    var systemError: Int32 {
        guard let easy = unsafe easy else { return 0 }
        var value = 0
        unsafe ccurl_get_long(easy, CURLINFO_OS_ERRNO, &value)
        return Int32(truncatingIfNeeded: value)
    }
}
