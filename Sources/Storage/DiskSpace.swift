import Foundation
import Synchronization
import Vocabulary

/// Watches how much disk is free beside a file.
final class DiskSpace: Sendable {
    /// New calls stop below this many free bytes; settlements go on.
    static let reserveBytes = 64 << 20

    private struct Reading {
        var hasRoom = true
        var takenAtNanoseconds: UInt64?
    }

    private let folder: String
    private let clock: any Clock
    private let last = Mutex(Reading())

    init(path: String, clock: any Clock) {
        folder = URL(filePath: path).deletingLastPathComponent().path
        self.clock = clock
    }

    /// Is more free than the reserve? Asked of the system once a second at most; yes when it doesn't say.
    var hasRoom: Bool {
        let now = clock.monotonicNanoseconds
        return last.withLock { reading in
            if let taken = reading.takenAtNanoseconds, now < taken + 1_000_000_000 {
                return reading.hasRoom
            }
            let free = try? FileManager.default.attributesOfFileSystem(forPath: folder)[
                .systemFreeSize]
            reading.hasRoom = ((free as? NSNumber)?.int64Value ?? .max) >= Int64(Self.reserveBytes)
            reading.takenAtNanoseconds = now
            return reading.hasRoom
        }
    }
}
