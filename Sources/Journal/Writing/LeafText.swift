import Vault
import Vocabulary

/// Writes leaves: one line of JSON with sorted keys, whole numbers, ASCII codes and no spaces (a subset of RFC 8785).
///
/// A key whose value is missing is left out, so that a later format may add keys without changing older leaves.
/// Texts that a client, a provider or an operator chose never stand in a leaf; `commit` binds them.
package struct LeafText: ~Copyable {
    /// The format that is written.
    package static let version: Int64 = 1
    /// The longest leaf: C2SP's entry bundles have two bytes for its length.
    package static let bytesMax = 65_535

    private var leaf = HashedText()
    private var texts = HashedText()
    private var isEmpty = true

    package init() {}

    /// What was written so far.
    package var bytes: [UInt8] { leaf.bytes }

    /// The leaf's hash in the tree.
    package func hash(by tree: TreeHash) -> Fingerprint { tree.leaf(leaf) }

    /// Begins a leaf, forgetting the last one.
    package mutating func begin() {
        leaf.clear()
        isEmpty = true
    }

    /// Ends it.
    package mutating func end() { leaf.append("}") }

    /// A number.
    package mutating func add(_ key: StaticString, _ value: Int64) {
        self.key(key)
        leaf.append(decimal: value)
    }

    /// A number, or nothing.
    package mutating func add(_ key: StaticString, _ value: Int64?) {
        if let value { add(key, value) }
    }

    /// A code of Bursar's own; what isn't plain ASCII becomes a question mark.
    package mutating func add(_ key: StaticString, _ code: String) {
        self.key(key)
        leaf.append("\"")
        leaf.append(plain: code)
        leaf.append("\"")
    }

    /// A code, or nothing.
    package mutating func add(_ key: StaticString, _ code: String?) {
        if let code { add(key, code) }
    }

    /// An identifier, as its text.
    package mutating func add(_ key: StaticString, _ id: Identifier) {
        self.key(key)
        leaf.append("\"")
        leaf.append(id)
        leaf.append("\"")
    }

    /// A digest, as hexadecimal text.
    package mutating func add(_ key: StaticString, _ digest: Fingerprint) {
        self.key(key)
        leaf.append("\"")
        leaf.append(digest)
        leaf.append("\"")
    }

    /// Counts of all meters in a row, in the order of the tables' columns.
    package mutating func add(_ key: StaticString, _ usage: TokenUsage) {
        self.key(key)
        leaf.append("[")
        leaf.append(decimal: usage.freshInput)
        next(usage.cacheRead)
        next(usage.cacheWrite5m)
        next(usage.cacheWrite1h)
        next(usage.visibleOutput)
        next(usage.reasoning)
        next(usage.audioInput)
        next(usage.audioOutput)
        next(usage.images)
        next(usage.searches)
        leaf.append("]")
    }

    /// Begins to gather texts that the leaf is to be bound to.
    ///
    /// - Parameter key: The log's text key: without it nobody can try texts against a leaf.
    package mutating func beginTexts(_ key: [UInt8]) {
        texts.clear()
        texts.append(key)
    }

    /// A text, or nothing: a label of one character, the length in four bytes, the UTF-8 text.
    package mutating func commit(_ label: StaticString, _ text: String?) {
        guard let text else { return }
        texts.append(label)
        texts.append(word: UInt32(text.utf8.count))
        texts.append(text)
    }

    /// Bytes, or nothing, like a text.
    package mutating func commit(_ label: StaticString, bytes: [UInt8]?) {
        guard let bytes else { return }
        texts.append(label)
        texts.append(word: UInt32(bytes.count))
        texts.append(bytes)
    }

    /// Adds the commitment to the texts that were gathered.
    package mutating func add(_ key: StaticString, textsBy tree: TreeHash) {
        add(key, tree.commitment(texts))
    }

    private mutating func next(_ value: Int64) {
        leaf.append(",")
        leaf.append(decimal: value)
    }

    private mutating func key(_ key: StaticString) {
        leaf.append(isEmpty ? "{\"" : ",\"")
        isEmpty = false
        leaf.append(key)
        leaf.append("\":")
    }
}
