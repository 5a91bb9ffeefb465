import Testing

@testable import Notices

@Suite struct `A plan of tries` {
    @Test func `ends with the first answer of success`() {
        var plan = RetryPlan()
        #expect(plan.note(status: 204) == .done)
    }

    @Test(arguments: [nil, 301, 404, 429, 500] as [Int?])
    func `tries again after each wait, then gives up`(status: Int?) {
        var plan = RetryPlan()
        for wait in RetryPlan.waitsMilliseconds {
            #expect(plan.note(status: status) == .retry(afterMilliseconds: wait))
        }
        #expect(plan.note(status: status) == .giveUp)
    }

    @Test func `stops for good when the receiver is gone`() {
        var plan = RetryPlan()
        #expect(plan.note(status: 500) == .retry(afterMilliseconds: 1_000))
        #expect(plan.note(status: 410) == .stop)
    }
}
