import Vocabulary
import Wire

/// Reading the fields that the dialects have in common, with refusals that name them.
enum RequestFields {
    /// A prompt with its model name read, everything else to be filled in.
    static func prompt(_ dialect: Dialect, _ root: JSONNode) throws(Refusal) -> Prompt {
        guard root.kind == .object else { throw .invalid("The body must be a JSON object.") }
        guard let node = root["model"] else {
            throw .invalid("you must provide a model parameter", parameter: "model")
        }
        guard let model = node.string, model.utf8.count <= modelBytesMax else {
            throw .invalid("model: must be a string of at most 256 bytes", parameter: "model")
        }
        return Prompt(dialect: dialect, model: model, script: try script(of: model))
    }

    /// The script of a model name, or the refusal that names the option.
    static func script(of model: String) throws(Refusal) -> ModelScript {
        do throws(ModelScriptFault) {
            return try ModelScript(parsing: model)
        } catch {
            switch error {
            case .emptyName:
                throw .invalid("The model name is empty.", parameter: "model")
            case .option(let option):
                throw .invalid(
                    "The sandbox has no model option '\(option)'; GET /sandbox lists them.",
                    parameter: "model", code: "unknown_option")
            }
        }
    }

    /// The most bytes a model name may have.
    static let modelBytesMax = 256

    /// The messages, at least one, each an object.
    static func messages(of root: JSONNode) throws(Refusal) -> [JSONNode] {
        guard let list = root["messages"], list.kind == .array else {
            throw .invalid("messages: must be a list", parameter: "messages")
        }
        let messages = Array(list.elements)
        guard !messages.isEmpty else {
            throw .invalid("messages: at least one message is required", parameter: "messages")
        }
        for (index, message) in messages.enumerated() where message.kind != .object {
            throw .invalid("messages.\(index): must be an object", parameter: "messages")
        }
        return messages
    }

    /// A member that is true or false; `nil` when absent or null.
    static func bool(_ key: String, of object: JSONNode) throws(Refusal) -> Bool? {
        guard let node = object[key], !node.isNull else { return nil }
        guard let value = node.bool else {
            throw .invalid("\(key): must be true or false", parameter: key)
        }
        return value
    }

    /// A member that is a whole number above zero; `nil` when absent or null.
    static func count(_ key: String, of object: JSONNode) throws(Refusal) -> Int? {
        guard let node = object[key], !node.isNull else { return nil }
        guard let value = node.int64, value > 0, let count = Int(exactly: value) else {
            throw .invalid("\(key): must be a whole number above zero", parameter: key)
        }
        return count
    }

    /// The text of a content: itself, or the `text` and `content` of its parts, one after another.
    static func text(of content: JSONNode?, depth: Int = 0) -> String {
        guard let content, depth < 4 else { return "" }
        if let string = content.string { return string }
        guard content.kind == .array else { return "" }
        var text = ""
        for part in content.elements {
            text += part["text"]?.string ?? self.text(of: part["content"], depth: depth + 1)
        }
        return text
    }
}
