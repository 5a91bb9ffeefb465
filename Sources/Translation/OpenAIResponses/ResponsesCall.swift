import Wire

/// A call item while it is written: announced, its input told as it comes, and closed.
struct ResponsesCall: Sendable {
    private let id: String
    private let index: Int64
    private var call: ToolCall

    /// Announces the item.
    init(id: String, index: Int64, _ call: ToolCall, _ sink: inout ResponsesEventSink) {
        self.id = id
        self.index = index
        self.call = call
        self.call.input = ""
        let added = item("in_progress")
        sink.send("response.output_item.added") { json in
            json.member("output_index", index)
            json.member("item", json: added)
        }
    }

    /// Adds to the input.
    mutating func append(_ text: String, _ sink: inout ResponsesEventSink) {
        call.input += text
        sink.send("\(events).delta") { json in
            json.member("item_id", id)
            json.member("output_index", index)
            json.member("delta", text)
        }
    }

    /// Closes the item. A function that was called without arguments has the arguments `{}`
    /// (PT-23); one that was cut keeps what there is (PT-20).
    ///
    /// - Returns: The item, whole.
    mutating func close(status: String, _ sink: inout ResponsesEventSink) -> [UInt8] {
        if call.kind == .function, call.input.isBlank, status == "completed" {
            call.input = ""
            append("{}", &sink)
        }
        sink.send("\(events).done") { json in
            json.member("item_id", id)
            json.member("output_index", index)
            if call.kind == .function { json.member("name", call.name) }
            json.member(member, call.input)
        }
        let item = item(status)
        sink.send("response.output_item.done") { json in
            json.member("output_index", index)
            json.member("item", json: item)
        }
        return item
    }

    private var events: String {
        call.kind == .function
            ? "response.function_call_arguments" : "response.custom_tool_call_input"
    }

    private var member: String { call.kind == .function ? "arguments" : "input" }

    private func item(_ status: String) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("id", id)
        json.member("type", call.kind == .function ? "function_call" : "custom_tool_call")
        json.member("status", status)
        json.member("call_id", call.id)
        json.member("name", call.name)
        json.member("namespace", ifAny: call.namespace)
        json.member(member, call.input)
        json.endObject()
        return json.bytes
    }
}
