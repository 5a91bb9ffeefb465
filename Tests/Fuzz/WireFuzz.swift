/// What libFuzzer calls with each input: the first byte chooses, the rest is read as JSON or as an
/// event stream, and what must hold of it is checked. A check that fails traps.
///
/// It is no test target: it is compiled together with the sources of `Wire`, with
/// `-sanitize=fuzzer,address`. `Corpus` holds an input of each kind to begin with.
@c(LLVMFuzzerTestOneInput)
func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    guard let choice = input.first else { return 0 }
    let rest = Array(input.dropFirst())
    switch choice & 3 {
    case 0, 1: fuzzDocument(rest, mayEdit: choice & 1 == 1)
    default: fuzzStream(rest, choice: choice >> 2)
    }
    return 0
}

/// Reads JSON; if it is sound, what the tape says must be sound too.
private func fuzzDocument(_ bytes: [UInt8], mayEdit: Bool) {
    let limits = JSONLimits(depthMax: 20, nodesMax: 500, bytesMax: 4_096, numberCharactersMax: 100)
    guard let document = try? JSONDocument(parsing: bytes, limits: limits) else { return }
    precondition(String(validating: bytes, as: UTF8.self) != nil)
    precondition(JSONEdits().applied(to: document) == bytes)
    let size = walk(document.root)
    precondition(size.nodes <= 500 && size.depth <= 20)
    precondition(size.rows == document.tape.count)
    if mayEdit { fuzzEdits(of: document) }
}

/// Visits a value and all it contains, each of which must be a document of its own.
private func walk(_ node: JSONNode) -> (nodes: Int, rows: Int, depth: Int) {
    var size = (nodes: 1, rows: 1, depth: 0)
    let again = try? JSONDocument(parsing: Array(node.bytes))
    precondition(again?.tape.count == Int(node.entry.next) - node.index)
    switch node.kind {
    case .null: precondition(node.isNull && node.bytes.elementsEqual("null".utf8))
    case .bool: precondition(node.bytes.elementsEqual("\(node.bool == true)".utf8))
    case .number:
        let value = node.int64
        if let whole = node.numberText.flatMap({ Int64($0) }) { precondition(value == whole) }
        if let value, let double = node.numberText.flatMap({ Double($0) }) {
            precondition(Double(value) == double)
        }
    case .string:
        let text = node.string ?? "?"
        precondition(node.isString(equalTo: text) && node.utf8?.elementsEqual(text.utf8) == true)
        let written = try? JSONDocument(parsing: JSONText.quoted(text))
        precondition(written?.root.isString(equalTo: text) == true)
    case .array:
        for element in node.elements { add(walk(element), rows: 0, to: &size) }
    case .object:
        for (key, value) in node.members {
            precondition(node[key]?.index == value.index)
            precondition(node.memberRange(key)?.upperBound == value.range.upperBound)
            add(walk(value), rows: 1, to: &size)
        }
    }
    return size
}

private func add(
    _ part: (nodes: Int, rows: Int, depth: Int), rows: Int,
    to size: inout (nodes: Int, rows: Int, depth: Int)
) {
    size.nodes += part.nodes
    size.rows += part.rows + rows
    size.depth = max(size.depth, part.depth + 1)
}

/// Removes every second member of every object, sets and appends others: the rest must be there.
private func fuzzEdits(of document: JSONDocument) {
    var edits = JSONEdits()
    var kept: [String] = []
    var stack = [document.root]
    while let node = stack.popLast() {
        stack.append(contentsOf: node.elements)
        for (index, member) in node.members.enumerated() {
            let isKept = (index + node.count) % 2 == 0
            if !isKept { edits.removeMember(member.key, of: node) }
            if isKept, node.index == 0 { kept.append(member.key) }
            if index % 3 == 0, isKept {
                edits.setMember(member.key, of: node, to: Array("[]".utf8))
            } else {
                stack.append(member.value)
            }
        }
        if node.kind == .object, node.count % 4 != 3 {
            edits.setMember("new\u{1}", of: node, to: Array("{}".utf8))
            if node.index == 0, !kept.contains("new\u{1}") { kept.append("new\u{1}") }
        }
    }
    let after = try? JSONDocument(parsing: edits.applied(to: document))
    guard let after else { preconditionFailure("edits broke the document") }
    if after.root.kind == .object, document.root["new\u{1}"] == nil {
        precondition(after.root.members.map { Array($0.key.utf8) } == kept.map { Array($0.utf8) })
    }
}

/// Reads an event stream whole and in pieces: both must see the same, and lose nothing.
private func fuzzStream(_ bytes: [UInt8], choice: UInt8) {
    let whole = events(in: bytes, pieces: bytes.count + 1)
    let cut = events(in: bytes, pieces: Int(choice % 7) + 1)
    precondition(whole.isWhole == cut.isWhole || !whole.isWhole || !cut.isWhole)
    guard whole.isWhole, cut.isWhole else { return }
    precondition(whole.events.map(\.data) == cut.events.map(\.data))
    precondition(whole.events.map(\.name) == cut.events.map(\.name))
    precondition(whole.events.map(\.hasData) == cut.events.map(\.hasData))
    for events in [whole.events, cut.events] {
        let raw = events.flatMap(\.raw)
        precondition(bytes.starts(with: raw))
        let lost = bytes.dropFirst(raw.count)
        precondition(lost.allSatisfy { [0x0a, 0x0d, 0xef, 0xbb, 0xbf].contains($0) })
    }
    for event in whole.events where event.hasData {
        let name = String(decoding: event.name, as: UTF8.self)
        let written = ServerSentEventWriter.event(name: name, data: event.data)
        let again = events(in: written, pieces: 3, limit: 4_096).events
        precondition(again.count == 1 && again[0].data == event.data && again[0].raw == written)
    }
}

private func events(
    in bytes: [UInt8], pieces size: Int, limit: Int = 200
) -> (events: [ServerSentEvent], isWhole: Bool) {
    var reader = ServerSentEventReader(lineBytesMax: limit, eventBytesMax: 2 * limit)
    var events: [ServerSentEvent] = []
    var isWhole = true
    for start in stride(from: 0, to: bytes.count, by: size) {
        do {
            try reader.push(bytes[start..<min(start + size, bytes.count)])
        } catch {
            isWhole = false
        }
        while let event = reader.next() { events.append(event) }
    }
    if let event = reader.finish() { events.append(event) }
    return (events, isWhole)
}
