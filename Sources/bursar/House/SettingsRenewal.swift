import Administration
import Gateway
import Logging
import Notices
import Server
import Settings
import UnixSignals

/// Reads the settings anew at each SIGHUP: all of them are checked before any is taken over, so that a bad file changes
/// nothing.
struct SettingsRenewal: Sendable {
    let signals: UnixSignalsSequence
    let logger: Logger
    /// Reads flags, environment and file.
    let read: @Sendable () throws -> ServerSettings

    /// Waits for signals until it is cancelled.
    func run(_ house: RenewedHouse) async {
        var house = house
        // Whoever sends the signal wants to hear what came of it, whatever level it sets.
        var logger = logger
        logger.logLevel = .notice
        for await _ in signals {
            do {
                let new = try read()
                try house.adopt(new)
                logger.notice(
                    "settings read anew", metadata: ["listen": "\(house.settings.listen)"])
                if new.listen != house.settings.listen {
                    logger.warning(
                        "the listen address stays until the next start",
                        metadata: ["asked": "\(new.listen)"])
                }
            } catch {
                let why = CommandFailure(starting: error).description
                logger.error(
                    "settings not read anew: nothing was changed", metadata: ["why": "\(why)"])
            }
        }
    }
}

/// What goes by the settings while a server runs.
struct RenewedHouse: Sendable {
    /// The settings in force; the listen address is that of the start.
    private(set) var settings: ServerSettings
    let door: DataDoor
    let gateway: Gateway
    let office: Office
    let notices: NoticeSender

    /// Goes by others from now on, if all of them can be used.
    ///
    /// - Throws: What is wrong with them; nothing was changed then.
    mutating func adopt(_ new: ServerSettings) throws {
        let terms = try new.gatewayTerms()
        let listener = try DataDoor.terms(new)
        let targets = try new.noticeTargets()
        gateway.adopt(terms)
        door.adopt(listener)
        notices.replace(targets)
        office.note(hasTLS: new.tls != nil)
        LogThreshold.set(new.logLevel.level)
        let listen = settings.listen
        settings = new
        settings.listen = listen
    }
}
