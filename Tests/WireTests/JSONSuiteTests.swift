import Foundation
import Testing

@testable import Wire

/// The public JSON parsing suite (github.com/nst/JSONTestSuite), when `JSON_TEST_SUITE` names the
/// folder it was checked out to.
@Suite struct `The public JSON parsing suite` {
    private static let folder = ProcessInfo.processInfo.environment["JSON_TEST_SUITE"]

    @Test(.enabled(if: folder != nil, "JSON_TEST_SUITE does not name the suite's folder"))
    func `is decided as it asks, and duplicate keys are refused`() throws {
        let folder = URL(fileURLWithPath: try #require(Self.folder)).appending(path: "test_parsing")
        var counts: [Character: Int] = [:]
        for file in try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil)
        {
            let name = file.lastPathComponent
            let bytes = Array(try Data(contentsOf: file))
            counts[name.first ?? " ", default: 0] += 1
            switch name.prefix(2) {
            case "y_" where name.contains("duplicated_key"):
                #expect(self.code(bytes) == .duplicateKey, "\(name)")
            case "y_":
                #expect(self.code(bytes) == nil, "\(name)")
            case "n_":
                #expect(self.code(bytes) != nil, "\(name)")
            default:
                _ = self.code(bytes)
            }
        }
        #expect(counts["y", default: 0] >= 90)
        #expect(counts["n", default: 0] >= 180)
        #expect(counts["i", default: 0] >= 30)
    }

    private func code(_ bytes: [UInt8]) -> JSONFault.Code? {
        do throws(JSONFault) {
            _ = try JSONDocument(parsing: bytes)
            return nil
        } catch { return error.code }
    }
}
