import Administration
import ArgumentParser

/// How an answer is written on standard output.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
    /// Aligned, for humans.
    case table
    /// One JSON document with stable keys.
    case json

    /// Writes the answer in this format.
    ///
    /// - Parameter table: The answer for humans, with its line ends; made only when it is needed.
    func write(_ answer: some Encodable, table: () -> String) throws {
        switch self {
        case .json:
            StandardOutput.write(
                String(decoding: try AnswerEncoder.bytes(answer), as: UTF8.self) + "\n")
        case .table: StandardOutput.write(table())
        }
    }
}
