import Logging
import Synchronization
import Testing
import Vault
import Vocabulary

@testable import Notices

/// A receiver that answers what it is told to, in turn, then 200.
private final class Receiver: Sendable {
    private let answers: Mutex<[Int?]>
    let got = Mutex<[(host: String, id: String)]>([])
    let waited = Mutex<[Int64]>([])

    init(_ answers: [Int?] = []) { self.answers = Mutex(answers) }

    func sender(_ targets: [NoticeTarget]) -> NoticeSender {
        NoticeSender(targets: targets, log: Logger(label: "test")) { milliseconds in
            self.waited.withLock { $0.append(milliseconds) }
        } post: { target, notice in
            self.got.withLock { $0.append((target.host, notice.messageID)) }
            return self.answers.withLock { $0.isEmpty ? 200 : $0.removeFirst() }
        }
    }
}

private func notice(_ kind: String = "budget.warning") -> Notice {
    Notice(kind, at: Timestamp(milliseconds: 1_800_000_000_000)) { facts in
        facts.key("percent")
        facts.integer(80)
    }
}

@Suite struct `A sender of notices` {
    @Test func `sends one again under the same id until it is taken`() async {
        let receiver = Receiver([nil, 500, 200])
        let sender = receiver.sender([NoticeTarget(url: "https://ops.example/x", key: nil)])
        let notice = notice()
        async let running: Void = sender.run()
        sender.send(notice)
        while receiver.got.withLock({ $0.count }) < 3 { await Task.yield() }
        sender.close()
        await running
        #expect(
            receiver.got.withLock { $0.map(\.id) } == Array(repeating: notice.messageID, count: 3))
        #expect(receiver.waited.withLock { $0.reduce(0, +) } == 6_000)
    }

    @Test func `asks only those who want to hear of it`() async throws {
        let receiver = Receiver()
        let budgets = try #require(Glob("budget.*"))
        let sender = receiver.sender([
            NoticeTarget(url: "https://a.example", key: nil, kinds: [budgets]),
            NoticeTarget(url: "https://b.example/x", key: nil),
        ])
        async let running: Void = sender.run()
        sender.send(notice("key.expiring"))
        sender.send(notice("budget.warning"))
        sender.close()
        await running
        #expect(receiver.got.withLock { $0.count { $0.host == "a.example" } } == 1)
        #expect(receiver.got.withLock { $0.count { $0.host == "b.example" } } == 2)
    }

    @Test func `never waits and drops what is too much`() async {
        let receiver = Receiver()
        let sender = receiver.sender([NoticeTarget(url: "https://a.example", key: nil)])
        for _ in 0..<NoticeSender.waitingMax + 50 { sender.send(notice()) }
        sender.close()
        await sender.run()
        #expect(receiver.got.withLock { $0.count } == NoticeSender.waitingMax)
    }

    @Test func `tries once more when it closes, and no longer`() async {
        let receiver = Receiver(Array(repeating: 500, count: 50))
        let sender = receiver.sender([NoticeTarget(url: "https://a.example", key: nil)])
        sender.send(notice())
        sender.send(notice())
        sender.close()
        await sender.run()
        #expect(receiver.got.withLock { $0.count } == 2)
    }

    @Test func `asks nobody who is gone`() async {
        let receiver = Receiver([410])
        let sender = receiver.sender([NoticeTarget(url: "https://a.example", key: nil)])
        async let running: Void = sender.run()
        sender.send(notice())
        while !sender.isIdle { await Task.yield() }
        sender.send(notice())
        sender.close()
        await running
        #expect(receiver.got.withLock { $0.count } == 1)
    }
}

@Suite struct `A notice` {
    @Test func `is signed as Standard Webhooks has it`() throws {
        let key = try Secret(copying: Array("bursar-test-key-of-32-bytes-long".utf8))
        let target = NoticeTarget(url: "https://a.example", key: key)
        let body = Array(#"{"test": 2432232314}"#.utf8)
        let fields = target.fields(
            "msg_p5jXN8AQM9LWM0D4loKWxJek", body, at: Timestamp(milliseconds: 1_614_265_330_999))
        let byName = Dictionary(uniqueKeysWithValues: fields)
        #expect(byName["webhook-id"] == "msg_p5jXN8AQM9LWM0D4loKWxJek")
        #expect(byName["webhook-timestamp"] == "1614265330")
        #expect(byName["webhook-signature"] == "v1,LS3u1omuN/HakbfhaMapWhas1FO53TmDldIeU7PNaYI=")
    }

    @Test func `is one JSON object without anything but its facts`() {
        let notice = notice()
        #expect(
            String(decoding: notice.body, as: UTF8.self)
                == #"{"type":"budget.warning","timestamp":"2027-01-15T08:00:00.000Z","data":{"percent":80}}"#
        )
    }
}
