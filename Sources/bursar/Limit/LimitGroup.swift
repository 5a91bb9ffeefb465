import ArgumentParser

/// `bursar limit …`: how much may happen at once.
struct LimitGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit", abstract: "Limits: how much may happen in a minute, or at once.",
        subcommands: [LimitSet.self, LimitList.self])
}
