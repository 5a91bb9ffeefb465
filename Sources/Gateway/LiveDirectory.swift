import Clients
import GRDB
import Keyring
import Pricing
import Synchronization

/// Who may call, where calls go and what they cost, at one moment: all that a call needs, without the data file.
///
/// Never changes, and shared by the calls that go by it.
package final class Directory: Sendable {
    package let clients: ClientDirectory
    package let upstreams: UpstreamDirectory
    package let prices: PriceBook

    /// The directory as the data file has it.
    package init(reading database: Database) throws {
        clients = try ClientDirectory(reading: database)
        upstreams = try UpstreamDirectory(reading: database)
        prices = try PriceBook(
            reading: database, providers: upstreams.upstreams.compactMapValues(PriceProvider.of))
    }
}

/// The directory that calls go by, swapped whole when an operator changes something.
package final class LiveDirectory: Sendable {
    private let directory: Mutex<Directory>
    /// The keys of the directory, lent to one call at a time for each of their slots.
    package let pool: KeyPool

    package init(_ directory: Directory) {
        self.directory = Mutex(directory)
        pool = KeyPool(directory.upstreams)
    }

    /// The directory of this moment.
    package var current: Directory { directory.withLock { $0 } }

    /// Puts another in its place; calls that begin from now on go by it.
    package func replace(with other: Directory) {
        directory.withLock { directory in
            directory = other
            pool.adopt(other.upstreams)
        }
    }
}
