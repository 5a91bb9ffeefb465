import Administration
import ArgumentParser
import Foundation
import Settings
import Vault

/// Where the data is.
struct DataOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The data directory (default: BURSAR_DATA, else $XDG_DATA_HOME/bursar).",
            valueName: "dir"))
    var data: String?

    /// The files of the data directory.
    func places() throws -> DataPlaces {
        do {
            return try DataPlaces(
                flag: data, environment: ProcessInfo.processInfo.environment,
                workingDirectory: FileManager.default.currentDirectoryPath)
        } catch { throw CommandFailure(error) }
    }
}

/// What every command takes: where the data is, and how to answer.
struct HouseOptions: ParsableArguments {
    @OptionGroup var place: DataOption

    @Option(name: .long, help: "table for humans, json for programs.")
    var format: OutputFormat = .table

    /// The files of the data directory.
    func places() throws -> DataPlaces { try place.places() }

    /// Performs a use case in the running server, or here when none runs.
    func perform<Case: UseCase>(_ useCase: Case) async throws -> Case.Answer {
        try await OperatorDoor(places: try places()).perform(useCase, secret: nil)
    }

    /// Performs a use case that needs a secret.
    func perform<Case: SecretUseCase>(_ useCase: Case, secret: Secret) async throws -> Case.Answer {
        try await OperatorDoor(places: try places()).perform(useCase, secret: secret)
    }
}

/// Settings that commands other than `serve` read from the environment.
enum SettingVariables {
    /// Is a yes-or-no setting switched on by its variable?
    static func isSet(_ name: SettingName) -> Bool {
        ["1", "true", "yes"].contains(ProcessInfo.processInfo.environment[name.variable] ?? "")
    }
}
