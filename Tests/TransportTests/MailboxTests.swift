import Testing

@testable import Transport

@Suite struct `A mailbox` {
    private typealias Box = Mailbox<Int, Int>
    private static let timing = TransportTiming(
        connectedNanoseconds: 0, firstByteNanoseconds: 0, isConnectionReused: false)
    private static let start = ReplyStart(status: 200, headers: [], timing: timing)
    private static let fault = TransportFault(.reset)

    private func put(
        _ box: inout Box, start: ReplyStart? = nil, _ text: String = "", end: ExchangeEnd? = nil,
        isPaused: Bool = false
    ) -> (delivery: Box.Delivery, resumesTransfer: Bool) {
        var fresh = Array(text.utf8)
        let result = box.put(start: start, fresh: &fresh, end: end, isPaused: isPaused)
        #expect(fresh.isEmpty)
        return result
    }

    @Test func `hands a reply that came in one go over with one wake-up`() {
        var box = Box()
        guard case .none = box.takeHead(1) else {
            Issue.record("a head from nowhere")
            return
        }
        guard case .head(1, .success) = put(&box, start: Self.start, "all", end: .clean).delivery
        else {
            Issue.record("no head")
            return
        }
        #expect(box.takeReady()?.answer == .success(Array("all".utf8)))
        #expect(box.takeReady()?.answer == .success(nil))
        #expect(box.takeReady()?.answer == .success(nil))
    }

    @Test func `hands over the head first when the fault comes with it`() {
        var box = Box()
        _ = box.takeHead(1)
        guard
            case .head(1, .success) = put(
                &box, start: Self.start, "part", end: .fault(Self.fault)
            ).delivery
        else {
            Issue.record("no head")
            return
        }
        #expect(box.takeReady()?.answer == .success(Array("part".utf8)))
        #expect(box.takeReady()?.answer == .failure(Self.fault))
        #expect(box.takeReady()?.answer == .failure(Self.fault))
    }

    @Test func `keeps the first of two ends`() {
        var box = Box()
        _ = put(&box, end: .fault(Self.fault))
        _ = put(&box, end: .clean)
        guard case .head(7, .failure(Self.fault)) = box.takeHead(7) else {
            Issue.record("another end")
            return
        }
    }

    @Test func `wakes a waiting reader with everything new`() {
        var box = Box()
        guard case .later = box.take(3) else {
            Issue.record("bytes from nowhere")
            return
        }
        guard case .occupied = box.take(4) else {
            Issue.record("two readers")
            return
        }
        guard case .body(3, .success(let bytes)) = put(&box, "abc").delivery else {
            Issue.record("nobody woken")
            return
        }
        #expect(bytes == Array("abc".utf8))
        #expect(box.unread == 0)
    }

    @Test func `lets a paused transfer go on below the low mark only`() {
        var box = Box()
        var fresh = [UInt8](repeating: 1, count: Backlog.lowMark)
        #expect(!box.put(start: nil, fresh: &fresh, end: nil, isPaused: true).resumesTransfer)
        let ready = box.takeReady()
        #expect(ready?.resumesTransfer == true)
        #expect(box.takeReady() == nil)
        // A reader who waits while the pause arrives.
        _ = box.take(1)
        #expect(put(&box, "x", isPaused: true).resumesTransfer)
    }

    @Test func `drops bytes once abandoned, and ends the transfer once`() {
        var box = Box()
        _ = put(&box, "abc")
        #expect(box.abandon().endsTransfer)
        #expect(!box.abandon().endsTransfer)
        _ = put(&box, "def", isPaused: true)
        #expect(box.unread == 0)
        #expect(
            box.takeReady()?.answer == .failure(TransportFault(.cancelled, mayHaveBeenSent: true)))
    }

    @Test func `of an ended transfer has nothing to end`() {
        var box = Box()
        _ = put(&box, "abc", end: .clean)
        #expect(!box.abandon().endsTransfer)
    }

    @Test func `gives a withdrawn reader back once`() {
        var box = Box()
        _ = box.take(9)
        #expect(box.withdraw() == 9)
        #expect(box.withdraw() == nil)
        guard case .none = put(&box, "abc").delivery else {
            Issue.record("woke a reader that had left")
            return
        }
        #expect(box.unread == 3)
    }
}
