import Foundation
import Policy
import Wire
import Yams

/// A policy file as an operator wrote it, YAML or JSON, made JSON.
enum PolicyFile {
    /// How deep a file may nest before it is read as a policy.
    private static let depthMax = 16
    /// How many values it may hold, those behind aliases each time they are named.
    private static let nodesMax = 50_000

    /// The file's JSON.
    ///
    /// - Parameter path: A path, or `-` for standard input.
    /// - Throws: `CommandFailure`, saying where the file is wrong.
    static func json(at path: String) throws -> String {
        let text = try text(at: path)
        // JSON is read as such: YAML 1.1 knows most of it, but not escapes of two halves (\\ud83d\\ude00).
        if let first = text.utf8.first(where: { !" \n\r\t".utf8.contains($0) }),
            first == UInt8(ascii: "{"),
            // what isn't sound is told by YAML's reader
            (try? JSONDocument(parsing: Array(text.utf8))) != nil
        {
            return text
        }
        do {
            // A resolver of its own would take `yes`, `no`, `on` and `off` for true and false, as YAML 1.1 does.
            guard let node = try Yams.compose(yaml: text) else {
                throw CommandFailure("\(path) is empty.", status: CommandFailure.usage)
            }
            var json = JSONWriter()
            var nodes = 0
            try write(node, to: &json, depth: 0, nodes: &nodes)
            return String(decoding: json.bytes, as: UTF8.self)
        } catch let error as YamlError {
            throw CommandFailure(
                "\(path) can't be read: \(error)", status: CommandFailure.usage)
        }
    }

    private static func text(at path: String) throws -> String {
        let data: Data
        do {
            data =
                path == "-"
                ? FileHandle.standardInput.readDataToEndOfFile()
                : try Data(contentsOf: URL(filePath: path))
        } catch {
            throw CommandFailure("\(path) can't be read; does it exist, and may you read it?")
        }
        guard data.count <= Policy.bytesMax, let text = String(data: data, encoding: .utf8) else {
            throw CommandFailure(
                "\(path) must be UTF-8 text of at most \(Policy.bytesMax) bytes.",
                status: CommandFailure.usage)
        }
        return text
    }

    private static func write(
        _ node: Node, to json: inout JSONWriter, depth: Int, nodes: inout Int
    ) throws {
        nodes += 1
        guard depth <= depthMax, nodes <= nodesMax else {
            throw CommandFailure(
                "The file nests too deep or holds too much for a policy.",
                status: CommandFailure.usage)
        }
        switch node {
        case .mapping(let mapping):
            json.beginObject()
            for (key, value) in mapping {
                guard let name = key.string else {
                    throw CommandFailure(
                        "A key of the file is no text.", status: CommandFailure.usage)
                }
                json.key(name)
                try write(value, to: &json, depth: depth + 1, nodes: &nodes)
            }
            json.endObject()
        case .sequence(let sequence):
            json.beginArray()
            for element in sequence {
                try write(element, to: &json, depth: depth + 1, nodes: &nodes)
            }
            json.endArray()
        case .scalar(let scalar): write(scalar, node, to: &json)
        case .alias:
            throw CommandFailure(
                "The file names something that it never said (an alias).",
                status: CommandFailure.usage)
        }
    }

    /// Plain `true`, `false`, `null` and whole numbers are such; everything else is text, as it was written.
    private static func write(_ scalar: Node.Scalar, _ node: Node, to json: inout JSONWriter) {
        guard scalar.style == .plain else { return json.string(scalar.string) }
        switch scalar.string {
        case "true", "True", "TRUE": json.bool(true)
        case "false", "False", "FALSE": json.bool(false)
        case "", "~", "null", "Null", "NULL": json.null()
        default:
            if let number = Int64(scalar.string) {
                json.integer(number)
            } else {
                json.string(scalar.string)
            }
        }
    }
}
