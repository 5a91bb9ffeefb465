import ArgumentParser
import Foundation

/// The command: groups by noun, and the few verbs that stand alone.
@main
struct Bursar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bursar",
        abstract:
            "Stands between applications and AI providers, holds the keys and keeps the books.",
        discussion: """
            Start with “bursar demo”, which needs nothing, or with “bursar serve”. Every command takes --data DIR and \
            --format table|json; secrets are read from standard input, never from arguments.
            """,
        version: BursarVersion.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Running:",
                subcommands: [Init.self, Serve.self, Demo.self, SandboxRun.self, Doctor.self]),
            CommandGroup(
                name: "Providers:",
                subcommands: [UpstreamGroup.self, KeyGroup.self, ModelGroup.self, PriceGroup.self]),
            CommandGroup(name: "Secrets:", subcommands: [VaultGroup.self]),
            CommandGroup(
                name: "Callers:",
                subcommands: [
                    ClientGroup.self, TokenGroup.self, PolicyGroup.self, LimitGroup.self,
                    BudgetGroup.self,
                ]),
            CommandGroup(
                name: "Books:",
                subcommands: [
                    Usage.self, ReportGroup.self, CallGroup.self, LedgerGroup.self, Erase.self,
                    Backup.self, Restore.self,
                ]),
        ])

    /// Runs the command and ends with INTERFACE.md's exit status: 0 done, 1 refused or failed, 64 wrong usage,
    /// 69 server or data not reachable.
    static func main() async {
        _ = umask(0o077)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            HumanWords.say(failure.description)
            Foundation.exit(failure.status)
        } catch {
            exit(withError: error)
        }
    }
}

/// The version of this build.
enum BursarVersion {
    static let text = "0.1.0"
}
