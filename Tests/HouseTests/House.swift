import Foundation
import Testing

/// The repository as the tests of this target see it: files and their text.
enum House {
    /// The repository's folder.
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A Swift source file of a room.
    struct Source: Sendable, CustomTestStringConvertible {
        let room: String
        let path: String
        /// The lines without comments and without the content of strings on one line.
        let codeLines: [String]
        var testDescription: String { path }

        init(path: String) {
            self.path = path
            room = String(path.split(separator: "/")[1])
            let text = House.text(path) ?? ""
            codeLines = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).map {
                Self.code(of: $0)
            }
        }

        /// The modules it imports.
        var imports: [String] {
            codeLines.compactMap { line in
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
                    words[..<index].allSatisfy({
                        $0.hasPrefix("@") || Self.levels.contains(String($0))
                    })
                else { return nil }
                let isOfKind = Self.kinds.contains(String(words[index + 1]))
                let module = words[isOfKind ? words.count - 1 : index + 1]
                return module.split(separator: ".").first.map(String.init)
            }
        }

        private static let levels: Set = [
            "package", "internal", "private", "public", "fileprivate",
        ]
        private static let kinds: Set = [
            "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
        ]

        private static func code(of line: Substring.UTF8View) -> String {
            var code: [UInt8] = []
            var isInString = false
            var previous: UInt8 = 0
            for byte in line {
                if isInString {
                    if byte == UInt8(ascii: "\""), previous != UInt8(ascii: "\\") {
                        isInString = false
                    }
                } else if byte == UInt8(ascii: "\"") {
                    isInString = true
                } else if byte == UInt8(ascii: "/"), previous == byte {
                    code.removeLast()
                    break
                } else {
                    code.append(byte)
                }
                // An escaped backslash doesn't escape what follows it.
                previous = previous == UInt8(ascii: "\\") && byte == previous ? 0 : byte
            }
            return String(decoding: code, as: UTF8.self)
        }
    }

    /// Every Swift file below `Sources`.
    static let sources: [Source] = files(below: "Sources").filter { $0.hasSuffix(".swift") }.map {
        Source(path: $0)
    }

    /// Paths, relative to the repository, of every file below a folder, in order.
    static func files(below folder: String) -> [String] {
        guard
            let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path())
        else {
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
