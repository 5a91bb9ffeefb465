import Testing
import Vocabulary

@testable import Gateway

@Suite struct `An end that comes nearer` {
    private let end = Timestamp(milliseconds: 1_800_000_000_000)
    private static let day: Int64 = 86_400_000

    private func ending(_ id: String, at end: Timestamp) -> ExpiryWatch.Ending {
        ExpiryWatch.Ending(kind: "token", id: id, name: "", owner: "shop", end: end)
    }

    /// How often it is told at moments so many milliseconds before the end.
    private func told(_ watch: ExpiryWatch, _ before: [Int64]) -> [Int] {
        before.map {
            watch.due(among: [ending("a", at: end)], at: end.advanced(byMilliseconds: -$0)).count
        }
    }

    @Test func `is told a week before, a day before and when it is there, once each`() {
        let (day, week) = (Self.day, 7 * Self.day)
        #expect(
            told(
                ExpiryWatch(),
                [week + 1, week, week - 1, day + 1, day, day - 1, 1, 0, -1, -day + 1])
                == [0, 1, 0, 0, 1, 0, 0, 1, 0, 0])
    }

    @Test func `is told for what is nearest when nobody watched before`() {
        #expect(told(ExpiryWatch(), [Self.day / 2, Self.day / 3, 0]) == [1, 0, 1])
        #expect(told(ExpiryWatch(), [-1, -2]) == [1, 0])
    }

    @Test func `isn't told a day after`() {
        #expect(told(ExpiryWatch(), [-Self.day + 1]) == [1])
        #expect(told(ExpiryWatch(), [-Self.day, -Self.day - 1]) == [0, 0])
    }

    @Test func `is told anew when it was moved, and apart from others`() {
        let watch = ExpiryWatch()
        let now = end.advanced(byMilliseconds: -Self.day)
        let both = [ending("a", at: end), ending("b", at: end)]
        #expect(watch.due(among: both, at: now).map(\.id) == ["a", "b"])
        #expect(watch.due(among: both, at: now).isEmpty)
        let later = ending("a", at: end.advanced(byMilliseconds: 60_000))
        #expect(
            watch.due(among: [later], at: now.advanced(byMilliseconds: 60_000)).map(\.id) == ["a"])
    }
}
