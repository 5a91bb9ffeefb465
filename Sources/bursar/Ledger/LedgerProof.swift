import Administration
import ArgumentParser

/// `bursar ledger proof CALL`.
struct LedgerProof: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract:
            "Print the proof that a call is in the log (C2SP tlog-proof); anybody can check it.")

    @Argument(help: "The call's id, as in the bursar-call header.") var call: String
    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ProveCall(id: call))
        try house.format.write(answer) { answer.proof }
    }
}
