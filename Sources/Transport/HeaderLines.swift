import CCurl
import Glibc
import Vocabulary

/// A request's header lines as the list libcurl reads, in one block of memory that is wiped before
/// it is freed. libcurl keeps the pointer, not a copy.
@safe struct HeaderLines: ~Copyable {
    /// The first node, for `CURLOPT_HTTPHEADER`.
    var first: UnsafeRawPointer { unsafe UnsafeRawPointer(block) }
    private let block: UnsafeMutableRawPointer
    private let byteCount: Int

    /// Lays the lines out: the request's own, the secret one, and empty ones that take back what
    /// libcurl would add by itself.
    ///
    /// - Throws: `.other` when there is no memory.
    init(_ request: TransportRequest) throws(TransportFault) {
        var suppressed = ["Expect:", "Accept:", "Content-Type:"]
        var textBytes = 0
        for field in request.headers {
            textBytes += field.name.utf8.count + field.value.utf8.count + 3
            switch field.name.utf8.count {
            case 6 where field.name.lowercased() == "accept":
                suppressed.removeAll { $0 == "Accept:" }
            case 12 where field.name.lowercased() == "content-type":
                suppressed.removeAll { $0 == "Content-Type:" }
            default: break
            }
        }
        for line in suppressed { textBytes += line.utf8.count + 1 }
        var lines = request.headers.count + suppressed.count
        if let secret = request.secretHeader {
            lines += 1
            textBytes += secret.name.utf8.count + secret.prefix.utf8.count + secret.secret.count + 3
        }
        let nodeBytes = unsafe lines * MemoryLayout<curl_slist>.stride
        byteCount = nodeBytes + textBytes
        guard let block = unsafe malloc(byteCount) else { throw TransportFault(.other) }
        unsafe self.block = unsafe block
        let first = unsafe block.bindMemory(to: curl_slist.self, capacity: lines)
        var writer = unsafe Writer(node: first, text: block + nodeBytes, left: lines)
        for field in request.headers {
            unsafe writer.begin()
            unsafe writer.append(field.name)
            // An empty value is written `Name;`, because `Name:` means "leave it out".
            unsafe writer.append(field.value.isEmpty ? ";" : ": ")
            unsafe writer.append(field.value)
            unsafe writer.end()
        }
        if let secret = request.secretHeader {
            unsafe writer.begin()
            unsafe writer.append(secret.name)
            unsafe writer.append(": ")
            unsafe writer.append(secret.prefix)
            secret.secret.withBytes { unsafe writer.append($0) }
            unsafe writer.end()
        }
        for line in suppressed {
            unsafe writer.begin()
            unsafe writer.append(line)
            unsafe writer.end()
        }
    }

    deinit {
        unsafe explicit_bzero(block, byteCount)
        unsafe free(block)
    }

    /// Fills the block from its start; the sizes were added up before.
    @unsafe private struct Writer {
        var node: UnsafeMutablePointer<curl_slist>
        var text: UnsafeMutableRawPointer
        var left: Int

        mutating func begin() {
            unsafe left -= 1
            let next = unsafe left > 0 ? node + 1 : nil
            unsafe node.initialize(
                to: curl_slist(data: text.assumingMemoryBound(to: CChar.self), next: next))
            unsafe node += 1
        }

        mutating func append(_ string: String) {
            var string = string
            string.withUTF8 { utf8 in
                guard let base = utf8.baseAddress else { return }
                unsafe text.copyMemory(from: base, byteCount: utf8.count)
                unsafe text += utf8.count
            }
        }

        mutating func append(_ bytes: RawSpan) {
            unsafe bytes.withUnsafeBytes { source in
                guard let base = source.baseAddress else { return }
                unsafe text.copyMemory(from: base, byteCount: source.count)
                unsafe text += source.count
            }
        }

        mutating func end() {
            unsafe text.storeBytes(of: 0, as: UInt8.self)
            unsafe text += 1
        }
    }
}
