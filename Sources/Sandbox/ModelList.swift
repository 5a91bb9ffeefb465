import Vocabulary
import Wire

/// The models that the sandbox lists. It answers to every other name too.
enum ModelList {
    /// Names in the style of each kind of client.
    static let names = [
        "sandbox-small", "sandbox-large", "gpt-4o-mini", "gpt-4o", "claude-sonnet-4-5",
        "claude-haiku-4-5", "gemini-2.5-pro", "gemini-2.5-flash", "gemini-3-pro-preview",
        "text-embedding-3-small", "gemini-embedding-001",
    ]

    /// The list as a dialect gives it.
    static func list(_ dialect: Dialect) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        if dialect != .anthropic {
            writer.key("object")
            writer.string("list")
        }
        writer.key("data")
        writer.beginArray()
        for name in names { writer.raw(model(name, dialect)) }
        writer.endArray()
        if dialect == .anthropic {
            writer.key("has_more")
            writer.bool(false)
            writer.key("first_id")
            writer.string(names.first ?? "")
            writer.key("last_id")
            writer.string(names.last ?? "")
        }
        writer.endObject()
        return writer.bytes
    }

    /// One model as a dialect gives it.
    static func model(_ name: String, _ dialect: Dialect) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("id")
        writer.string(name)
        if dialect == .anthropic {
            writer.key("type")
            writer.string("model")
            writer.key("display_name")
            writer.string(name)
            writer.key("created_at")
            writer.string("2026-01-01T00:00:00Z")
            // The newest official client won't do without its stage of life.
            writer.key("lifecycle")
            writer.string("active")
            writer.key("max_input_tokens")
            writer.integer(1_000_000)
            writer.key("max_tokens")
            writer.integer(1_000_000)
        } else {
            writer.key("object")
            writer.string("model")
            writer.key("created")
            writer.integer(1_767_225_600)
            writer.key("owned_by")
            writer.string("sandbox")
        }
        writer.endObject()
        return writer.bytes
    }
}
