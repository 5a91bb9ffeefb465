import Foundation
import Testing

/// The repository as the tests of this target see it: files and their text.
enum House {
    /// The repository's folder.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A Swift source file of a room.
    struct Source: Sendable, CustomTestStringConvertible {
        let room: String
        let path: String
        let text: String
        var testDescription: String { path }

        /// The lines without comments and without the content of strings on one line.
        var codeLines: [String] {
            text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                var code = String(line)
                code = code.replacing(#/"(?:\\.|[^"\\])*"/#, with: "\"\"")
                if let comment = code.range(of: "//") { code = String(code[..<comment.lowerBound]) }
                return code
            }
        }

        /// The modules it imports.
        var imports: [String] {
            codeLines.compactMap { line in
                let match = line.firstMatch(
                    of: #/^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:package\s+|internal\s+|private\s+|public\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)/#)
                return match.map { String($0.1) }
            }
        }
    }

    /// Every Swift file below `Sources`.
    static let sources: [Source] = files(below: "Sources").filter { $0.hasSuffix(".swift") }.map { path in
        Source(room: String(path.split(separator: "/")[1]), path: path, text: text(path) ?? "")
    }

    /// Paths, relative to the repository, of every file below a folder, in order.
    static func files(below folder: String) -> [String] {
        guard let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path()) else {
            return []
        }
        return names.compactMap { $0 as? String }.map { folder + "/" + $0 }
            .filter { path in
                var isDirectory: ObjCBool = false
                let exists = FileManager.default.fileExists(
                    atPath: root.appending(path: path).path(), isDirectory: &isDirectory)
                return exists && !isDirectory.boolValue
            }.sorted()
    }

    /// The text of a file; `nil` when there is none.
    static func text(_ path: String) -> String? {
        try? String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Is there a file or a folder of that name?
    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path())
    }
}
