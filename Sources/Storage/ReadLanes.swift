import Dispatch
import Foundation
import GRDB
import Synchronization

/// Threads that read one state of a data file at once, each through a connection of its own.
package final class ReadLanes: Sendable {
    /// How many there may be, the caller's own included.
    package static let countMax = 8

    private let others: [ReadLane]

    fileprivate init(_ others: [ReadLane]) { self.others = others }

    /// Does work on every thread and waits for all.
    ///
    /// - Parameters:
    ///   - work: What the others do.
    ///   - own: What the caller does meanwhile.
    /// - Throws: The first error, when all have ended.
    package func run(_ work: @escaping @Sendable (Database) throws -> Void, own: () throws -> Void)
        throws
    {
        let faults = Mutex<[any Error]>([])
        for lane in others {
            lane.begin { database in
                do { try work(database) } catch { faults.withLock { $0.append(error) } }
            }
        }
        do { try own() } catch { faults.withLock { $0.append(error) } }
        for lane in others where !lane.wait() {
            faults.withLock { $0.append(StorageFault(.unreadable, "The data file can't be read.")) }
        }
        if let fault = faults.withLock({ $0.first }) { throw fault }
    }

    /// Do all see the same?
    fileprivate func agree<Mark: Equatable & Sendable>(
        on state: Mark, _ mark: @escaping @Sendable (Database) throws -> Mark
    ) -> Bool {
        let equal = Mutex(0)
        for lane in others {
            lane.begin { database in
                // a file that can't be read so is read by one thread, which tells
                if (try? mark(database)) == state { equal.withLock { $0 += 1 } }
            }
        }
        for lane in others { _ = lane.wait() }
        return equal.withLock { $0 } == others.count
    }

    /// Lets go of the state.
    fileprivate func leave() { for lane in others { lane.leave() } }
}

extension ReadOnlyFile {
    /// How often a state is looked for in which nobody writes while all begin to read.
    private static let beginningsMax = 64

    /// Reads one state on several threads; on the caller's alone when somebody writes all the time.
    ///
    /// - Parameters:
    ///   - countMax: How many threads at most, the caller's included.
    ///   - mark: What tells one state from another.
    package func read<Answer, Mark: Equatable & Sendable>(
        lanes countMax: Int, sameBy mark: @escaping @Sendable (Database) throws -> Mark,
        body: (Database, ReadLanes) throws -> Answer
    ) throws -> Answer {
        let count = min(countMax, ReadLanes.countMax) - 1
        let others = try (0..<max(0, count)).map { _ in ReadLane(try connection()) }
        defer { for lane in others { lane.leave() } }
        let lanes = ReadLanes(others)
        for _ in 0..<Self.beginningsMax where !others.isEmpty {
            var answer: Answer?
            try read { main in
                // as above
                guard let state = try? mark(main) else { return }
                defer { lanes.leave() }
                guard lanes.agree(on: state, mark) else { return }
                answer = try body(main, lanes)
            }
            if let answer { return answer }
        }
        return try read { try body($0, ReadLanes([])) }
    }
}

/// One further thread: given work it begins to read, and reads the same state until it is told to leave; then, to end.
private final class ReadLane: Sendable {
    typealias Work = @Sendable (Database) -> Void

    private struct State {
        var work: Work?
        var isDone = false
    }

    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)

    init(_ queue: DatabaseQueue) {
        let thread = Thread { [self] in
            while let work = next() {
                var isReading = false
                // a file that can't be read shows in work that wasn't done
                try? queue.read { database in
                    isReading = true
                    perform(work, on: database)
                    while let more = next() { perform(more, on: database) }
                }
                guard !isReading else { continue }
                repeat { done.signal() } while next() != nil
            }
        }
        thread.name = "ledger.look"
        thread.start()
    }

    /// Gives it work.
    func begin(_ work: @escaping Work) {
        state.withLock { $0 = State(work: work) }
        bell.signal()
    }

    /// Waits for it.
    ///
    /// - Returns: Was it done?
    func wait() -> Bool {
        done.wait()
        return state.withLock { $0.isDone }
    }

    /// Lets it leave what it reads; the second time in a row, end.
    func leave() {
        state.withLock { $0 = State() }
        bell.signal()
    }

    private func next() -> Work? {
        bell.wait()
        return state.withLock { $0.work }
    }

    private func perform(_ work: Work, on database: Database) {
        work(database)
        state.withLock { $0.isDone = true }
        done.signal()
    }
}
