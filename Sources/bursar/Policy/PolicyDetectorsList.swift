import Administration
import ArgumentParser

/// `bursar policy detectors`.
struct PolicyDetectorsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detectors",
        abstract: "The names that a policy's redaction.detectors may use.",
        discussion: "A family's name covers its members. A file's own words are “words”.")

    @OptionGroup var house: HouseOptions

    func run() async throws {
        let answer = try await house.perform(ListDetectors())
        try house.format.write(answer) {
            var table = TextTable([.text("DETECTOR"), .text("FAMILY")])
            for detector in answer.detectors { table.add([detector.name, detector.family]) }
            return table.text
        }
    }
}
