import CCurl
import Glibc
import Testing

@testable import Transport

@Suite struct `The allocator given to libcurl` {
    @Test(arguments: [64, 200, 1_000, 5_000, 40_000])
    func `wipes what it frees and what it moves`(count: Int) throws {
        let look = MemoryLook(count: count)
        let block = try #require(malloc(count))
        memset(block, 0x5a, count)
        // Much larger, so that it has to move.
        let moved = try #require(ccurl_wiping_realloc(block, count * 4))
        let isOldWiped = look.isWiped(block)
        let isKept = UnsafeRawBufferPointer(start: moved, count: count).allSatisfy { $0 == 0x5a }
        ccurl_wiping_free(moved)
        let isNewWiped = look.isWiped(moved)
        // Only now: an expectation asks for memory itself.
        #expect(moved != block)
        #expect(isOldWiped)
        #expect(isKept)
        #expect(isNewWiped)
    }

    @Test func `is what libcurl uses`() throws {
        let transport = try Transport()
        defer { transport.shutdown() }
        let look = MemoryLook(count: 3_000)
        let text = String(repeating: "Z", count: 3_000)
        let list = try #require(curl_slist_append(nil, text))
        let copy = try #require(UnsafeMutableRawPointer(list.pointee.data))
        curl_slist_free_all(list)
        let isWiped = look.isWiped(copy)
        #expect(isWiped)
    }
}

/// Looks at memory that has been freed, by way of the system and without asking for any itself.
private final class MemoryLook {
    private let memory = open("/proc/self/mem", O_RDONLY)
    private let buffer: UnsafeMutableRawBufferPointer

    init(count: Int) {
        buffer = .allocate(byteCount: count, alignment: 1)
    }

    deinit {
        close(memory)
        buffer.deallocate()
    }

    /// Whether a freed block holds nothing but the system allocator's own words at its ends.
    func isWiped(_ block: UnsafeMutableRawPointer) -> Bool {
        let count = pread(memory, buffer.baseAddress!, buffer.count, Int(bitPattern: block))
        // Given back to the system altogether is as good.
        guard count == buffer.count else { return true }
        for index in 32..<buffer.count - 8 where buffer[index] != 0 { return false }
        return true
    }
}
