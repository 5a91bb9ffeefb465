import Glibc
import Testing
import Vocabulary

@testable import Vault

@Suite struct `A secret` {
    private static func bytes(of secret: Secret) -> [UInt8] {
        secret.withBytes { bytes in bytes.withUnsafeBytes { Array($0) } }
    }

    @Test(arguments: [0, 1, 31, 32, 33, 4096, 65_535, 65_536])
    func `keeps its bytes on the heap for secrets`(count: Int) throws {
        let bytes = try RandomBytes.make(count)
        let secret = try Secret(copying: bytes)
        #expect(secret.count == count)
        #expect(Self.bytes(of: secret) == bytes)
        #expect(secret.isOnSecureHeap == (SecureMemory.state.bytes > 0))
        #expect(try secret.withBytes { try Secret(copying: $0) } == secret)
    }

    @Test(arguments: [-1, 65_537, Int.max])
    func `has a limit`(count: Int) {
        #expect { try Secret(zeros: count) } throws: { ($0 as? VaultFault)?.code == .outOfBounds }
    }

    @Test func `takes over an array and wipes it`() throws {
        var bytes = try RandomBytes.make(40)
        let copy = bytes
        let secret = try Secret(moving: &bytes)
        #expect(Self.bytes(of: secret) == copy)
        #expect(bytes == [UInt8](repeating: 0, count: 40))
    }

    @Test func `wipes an array that was too long for it, too`() {
        var bytes = [UInt8](repeating: 7, count: Secret.bytesMax + 1)
        #expect(throws: VaultFault.self) { try Secret(moving: &bytes) }
        #expect(bytes.allSatisfy { $0 == 0 })
    }

    @Test func `can be written in place`() throws {
        let secret = try Secret(count: 3) { span in
            for index in 0..<3 {
                span.storeBytes(of: UInt8(index + 5), toByteOffset: index, as: UInt8.self)
            }
        }
        #expect(Self.bytes(of: secret) == [5, 6, 7])
    }

    @Test func `is random when asked to`() throws {
        #expect(try Secret.random(count: 32) != Secret.random(count: 32))
        #expect(try Secret.random(count: 32) != Secret(zeros: 32))
    }

    @Test func `is equal to the same bytes only`() throws {
        let bytes = try RandomBytes.make(33)
        let secret = try Secret(copying: bytes)
        #expect(try secret == Secret(copying: bytes))
        #expect(try secret != Secret(copying: bytes.dropLast()))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x40
            #expect(try secret != Secret(copying: other))
        }
    }

    @Test(arguments: [32, 64, 200, 4096])
    func `is wiped when nobody holds it any more`(count: Int) throws {
        try #require(SecureMemory.state.bytes > 0)
        var secret: Secret? = try Secret(copying: [UInt8](repeating: 0xa5, count: count))
        let pointer = try #require(secret?.pointer)
        secret = nil
        // The heap stays mapped, its freed blocks begin with two pointers of the list of free ones.
        // Another test may have taken the block meanwhile, but not with these bytes.
        let rest = UnsafeBufferPointer(start: pointer, count: count).dropFirst(16)
        #expect(!rest.contains { $0 == 0xa5 } || rest.count { $0 == 0xa5 } < rest.count / 4)
    }

    @Test func `never shows in any description`() throws {
        let text = Hexadecimal.text(try RandomBytes.make(16))
        let secret = try Secret(copying: Array(text.utf8))
        struct Holder {
            let name: String
            let secret: Secret?
        }
        let holder = Holder(name: "holder", secret: secret)
        let token = try TokenSecret.make()
        let clear = token.text.textInClear()
        let presented = try #require(TokenSecret.parse(clear))
        let root = try RootKey(version: 1, key: .random(count: 32))
        var dumped = ""
        for value in [secret, holder, token, presented, root, [secret], ["key": secret]] as [Any] {
            dump(value, to: &dumped)
            dumped += "\(value) \(String(reflecting: value)) \(String(describing: Optional(value)))"
            dumped += Mirror(reflecting: value).children.map { "\($0)" }.joined()
        }
        dumped += secret.description + secret.debugDescription
        #expect(dumped.contains("‹secret›"))
        #expect(Mirror(reflecting: secret).children.isEmpty)
        let bytes = Self.bytes(of: root.key)
        for hidden in [
            text, String(clear.dropFirst(20)), Hexadecimal.text(text.utf8), "\(Array(text.utf8))",
            Hexadecimal.text(bytes), "\(bytes)", "pointer", "0x",
        ] { #expect(!dumped.contains(hidden)) }
    }

    @Test func `is locked away with no core dumps once the process is prepared`() async {
        await #expect(processExitsWith: .success) {
            try SecureMemory.prepare(allowInsecure: true)
            try SecureMemory.prepare(allowInsecure: !SecureMemory.state.isLocked)
            #expect(
                try Self.field("Max core file size", of: "/proc/self/limits").prefix(2) == [
                    "0", "0",
                ])
            #expect(!SecureMemory.mayDump)
            if SecureMemory.state.isLocked {
                let locked = try #require(try Self.field("VmLck:", of: "/proc/self/status").first)
                #expect(try #require(Int(locked)) * 1024 >= SecureMemory.state.bytes)
            }
        }
    }

    @Test func `lies where the kernel neither swaps nor dumps, between guard pages`() async {
        await #expect(processExitsWith: .success) {
            try SecureMemory.prepare(allowInsecure: true)
            guard SecureMemory.state.isLocked else { return }
            let secret = try Secret.random(count: 32)
            let address = UInt(bitPattern: secret.pointer)
            let areas = try MemoryArea.all()
            let index = try #require(areas.firstIndex { $0.addresses.contains(address) })
            #expect(
                areas[index].flags.isSuperset(of: ["lo", "dd"]), "locked, and left out of dumps")
            for guardPage in [areas[index - 1], areas[index + 1]] {
                #expect(guardPage.rights.hasPrefix("---"))
            }
            #expect(areas[index - 1].addresses.upperBound == areas[index].addresses.lowerBound)
            #expect(areas[index + 1].addresses.lowerBound == areas[index].addresses.upperBound)
        }
    }

    /// The words behind a name at the beginning of a line.
    private static func field(_ name: String, of file: String) throws -> [Substring] {
        let lines = try TestFolder.text(of: file).split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix(name) })
        return line.dropFirst(name.count).split { $0 == " " || $0 == "\t" }
    }

    @Test(.enabled(if: geteuid() == 0))
    func `is refused when memory can't be locked, unless allowed`() async {
        await #expect(processExitsWith: .success) {
            var none = rlimit(rlim_cur: 0, rlim_max: 0)
            #expect(setrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &none) == 0)
            // Root may lock whatever the limit is.
            #expect(setgid(65_534) == 0 && setuid(65_534) == 0)
            #expect { try SecureMemory.prepare(allowInsecure: false) } throws: {
                ($0 as? VaultFault)?.code == .memoryNotLocked
            }
            try SecureMemory.prepare(allowInsecure: true)
            #expect(try Secret.random(count: 32).count == 32)
        }
    }

    @Test func `is refused when the heap is full, and welcome again later`() async {
        await #expect(processExitsWith: .success) {
            try #require(SecureMemory.state.bytes > 0)
            var secrets: [Secret] = []
            var fault: VaultFault?
            while fault == nil, secrets.count < 100 {
                do throws(VaultFault) { secrets.append(try Secret(zeros: Secret.bytesMax)) } catch {
                    fault = error
                }
            }
            #expect(fault?.code == .memoryExhausted)
            #expect(secrets.count >= SecureMemory.state.bytes / Secret.bytesMax - 1)
            secrets.removeAll()
            #expect(try Secret(zeros: Secret.bytesMax).isOnSecureHeap)
        }
    }
}

@Suite struct `The delivery of a secret` {
    /// Sends bytes through a pipe and reads them as a secret.
    private func read(_ bytes: [UInt8], bytesMax: Int = 16) throws -> String {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { close(ends[0]) }
        #expect(write(ends[1], bytes, bytes.count) == bytes.count)
        close(ends[1])
        return try Secret.read(fromDescriptor: ends[0], bytesMax: bytesMax).textInClear()
    }

    @Test(arguments: [
        ("key", "key"), ("key\n", "key"), ("key\r\n", "key"), ("key\n\n", "key\n"),
        (" key ", " key "),
        ("sixteen-bytes-ab", "sixteen-bytes-ab"), ("sixteen-bytes-ab\r\n", "sixteen-bytes-ab"),
    ])
    func `takes all but one line end from a descriptor`(input: String, expected: String) throws {
        #expect(try read(Array(input.utf8)) == expected)
    }

    @Test(arguments: [
        "", "\n", "\r\n", "seventeen-bytes-a", "seventeen-bytes-a\n", "sixteen-bytes-ab\n\n\n\n",
    ])
    func `refuses nothing and too much`(input: String) {
        #expect { try read(Array(input.utf8)) } throws: {
            ($0 as? VaultFault)?.code == .outOfBounds
        }
    }

    @Test func `says when there is nobody at the other end`() throws {
        #expect { try Secret.read(fromDescriptor: -1) } throws: {
            ($0 as? VaultFault)?.code == .sourceUnreadable
        }
        #expect { try Secret.random(count: 4).writeInClear(toDescriptor: -1) } throws: {
            ($0 as? VaultFault)?.code == .notDelivered
        }
    }

    @Test func `writes every byte in clear, once`() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let token = try TokenSecret.make()
        try token.text.writeInClear(toDescriptor: ends[1])
        close(ends[1])
        defer { close(ends[0]) }
        #expect(try Secret.read(fromDescriptor: ends[0]).textInClear() == token.text.textInClear())
    }
}
