import Synchronization
import Vocabulary

@testable import Transport

/// One transport for all tests that don't need their own.
let sharedTransport = try! Transport(threads: 1)

extension TransportRequest {
    /// A request to a scripted server, with short deadlines where a test wants them.
    static func to(
        _ url: String, method: String = "POST", body: String = "{}", connect: Int = 5_000,
        firstByte: Int = 20_000, idle: Int = 20_000, total: Int = 60_000
    ) -> TransportRequest {
        TransportRequest(
            method: method, url: url, body: Array(body.utf8),
            deadlines: Deadlines(
                connectMilliseconds: connect, firstByteMilliseconds: firstByte,
                idleMilliseconds: idle, totalMilliseconds: total),
            addressRule: .allowPrivate, allowHTTP: true)
    }
}

extension TransportBody {
    /// Everything up to the clean end.
    func all() async throws(TransportFault) -> [UInt8] {
        var bytes: [UInt8] = []
        while let more = try await next() { bytes += more }
        return bytes
    }
}

/// How an exchange ended, seen from outside.
enum Outcome: Equatable {
    case reply(status: Int, body: String)
    case refused(TransportFault.Code, mayHaveBeenSent: Bool)
    case cut(after: String, TransportFault.Code)
}

extension Transport {
    func outcome(_ request: TransportRequest) async -> Outcome {
        let reply: TransportReply
        do throws(TransportFault) { reply = try await send(request) } catch {
            return .refused(error.code, mayHaveBeenSent: error.mayHaveBeenSent)
        }
        var bytes: [UInt8] = []
        do throws(TransportFault) {
            while let more = try await reply.body.next() { bytes += more }
        } catch {
            return .cut(after: String(decoding: bytes, as: UTF8.self), error.code)
        }
        return .reply(status: reply.status, body: String(decoding: bytes, as: UTF8.self))
    }
}

/// Something a test's threads and tasks wait for, without looking again and again.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiters: [CheckedContinuation<Void, Never>])>(
        (false, []))

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func passed() async {
        await withCheckedContinuation { waiter in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(waiter) }
                return state.isOpen
            }
            if isOpen { waiter.resume() }
        }
    }
}

/// Secret bytes without a vault.
struct PlainSecret: SecretBytes {
    let bytes: [UInt8]
    var count: Int { bytes.count }
    func withBytes<Result>(_ body: (RawSpan) throws -> Result) rethrows -> Result {
        try body(bytes.span.bytes)
    }
}
