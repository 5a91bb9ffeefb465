import Testing

@testable import Wire

@Suite struct `A search for bytes` {
    @Test func `finds a text at each place, and never a part of it`() {
        let text = Array("YnVyc2Fy".utf8)
        for place in 0..<40 {
            let bytes = [UInt8](repeating: 0x59, count: place) + text
            #expect(ByteSearch.contains(text, in: bytes))
            #expect(ByteSearch.contains(text, in: bytes + [1, 2, 3]))
            #expect(!ByteSearch.contains(text, in: Array(bytes.dropLast())))
        }
        #expect(!ByteSearch.contains(text, in: []))
    }
}
