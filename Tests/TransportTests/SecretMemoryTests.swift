import Glibc
import Synchronization
import Testing
import Vocabulary

@testable import Transport

@Suite struct `A secret header` {
    @Test func `leaves no copy in memory once the head is in (T33)`() async {
        // In a process of its own: nobody else's memory comes and goes while it is searched.
        await #expect(processExitsWith: .success) {
            let key = MaskedSecret.random(count: 48)
            let received = Gate()
            let goOn = Turnstile()
            let server = ScriptedServer { connection in
                for _ in 0..<3 {
                    guard connection.swallowHead() else { return }
                    received.open()
                    goOn.wait()
                    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst")
                    goOn.wait()
                    connection.write("other")
                }
            }
            let transport = try Transport()
            var request = TransportRequest.to(server.url(), method: "GET", body: "")
            request.secretHeader = SecretHeader(
                name: "Authorization", prefix: "Bearer ", secret: key)
            // Enough for libcurl to build the head in blocks nothing else soon asks for again.
            request.headers = (0..<40).map { ("X-\($0)", String(repeating: "p", count: 500)) }
            let asked = request
            for round in 0..<3 {
                let sending = Task { try await transport.send(asked) }
                await received.passed()
                // The search can find it: libcurl may still need the lines.
                if round == 0 { #expect(copies(of: key) > 0) }
                goOn.open()
                let answer = try await sending.value
                #expect(try await answer.body.next() == Array("first".utf8))
                #expect(copies(of: key) == 0)
                goOn.open()
                #expect(try await answer.body.next() == Array("other".utf8))
                #expect(try await answer.body.next() == nil)
                #expect(copies(of: key) == 0)
            }
            transport.shutdown()
            #expect(copies(of: key) == 0)
        }
    }

    @Test(.enabled(if: access("/usr/bin/openssl", X_OK) == 0, "openssl's command isn't installed"))
    func `leaves no copy in memory behind TLS either`() async {
        await #expect(processExitsWith: .success) {
            let key = MaskedSecret.random(count: 48)
            let server = try TLSServer(isTyped: true)
            let transport = try Transport(caBundlePath: server.caPath)
            var request = TransportRequest.to(server.url("localhost"), body: "last words")
            request.secretHeader = SecretHeader(
                name: "Authorization", prefix: "Bearer ", secret: key)
            let asked = request
            for _ in 0..<2 {
                let sending = Task { try await transport.send(asked) }
                server.printed("last words")
                server.type("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst")
                let answer = try await sending.value
                #expect(try await answer.body.next() == Array("first".utf8))
                #expect(copies(of: key) == 0)
                server.type("other")
                #expect(try await answer.body.next() == Array("other".utf8))
                #expect(try await answer.body.next() == nil)
                #expect(copies(of: key) == 0)
            }
            transport.shutdown()
        }
    }
}

/// A secret that is in clear only while it is lent.
struct MaskedSecret: SecretBytes {
    let masked: [UInt8]
    var count: Int { masked.count }

    static func random(count: Int) -> MaskedSecret {
        MaskedSecret(masked: (0..<count).map { _ in UInt8.random(in: 97...122) | 0x80 })
    }

    func withBytes<Result>(_ body: (RawSpan) throws -> Result) rethrows -> Result {
        let clear = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        defer {
            explicit_bzero(clear.baseAddress!, clear.count)
            clear.deallocate()
        }
        for index in 0..<count { clear[index] = masked[index] & 0x7f }
        return try body(UnsafeRawBufferPointer(clear).bytes)
    }
}

/// Lets one thread through each time it is opened.
final class Turnstile: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    init() { sem_init(semaphore, 0, 0) }
    func open() { sem_post(semaphore) }
    func wait() { while sem_wait(semaphore) != 0 {} }
}

/// How often a secret stands in this process's writable memory.
func copies(of secret: MaskedSecret) -> Int {
    let maps = readAll("/proc/self/maps")
    let memory = open("/proc/self/mem", O_RDONLY)
    defer { close(memory) }
    var found = 0
    let block = 1 << 20
    var buffer = [UInt8](repeating: 0, count: block)
    let first = secret.masked[0] & 0x7f
    for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
        let parts = line.split(separator: " ")
        guard parts.count > 1, parts[1].hasPrefix("rw") else { continue }
        let ends = parts[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
        var offset = ends[0]
        while offset < ends[1] {
            let count = pread(memory, &buffer, block, Int(offset))
            guard count > 0 else { break }
            buffer.withUnsafeBytes { bytes in
                var index = 0
                while let hit = memchr(bytes.baseAddress! + index, Int32(first), count - index) {
                    index = bytes.baseAddress!.distance(to: UnsafeRawPointer(hit))
                    if index + secret.count <= count,
                        (0..<secret.count).allSatisfy({
                            bytes[index + $0] == secret.masked[$0] & 0x7f
                        })
                    {
                        found += 1
                    }
                    index += 1
                }
            }
            // Overlapping, so that none is missed on a border.
            offset += UInt64(count <= secret.count ? count : count - secret.count)
            if count < block { break }
        }
    }
    explicit_bzero(&buffer, buffer.count)
    return found
}

private func readAll(_ path: String) -> [UInt8] {
    let file = open(path, O_RDONLY)
    defer { close(file) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = read(file, &buffer, buffer.count)
        guard count > 0 else { return all }
        all += buffer[..<count]
    }
}
