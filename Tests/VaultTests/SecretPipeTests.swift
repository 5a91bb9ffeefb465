import Foundation
import Testing

@testable import Vault

@Suite struct `A pipe for a secret` {
    private func secret(_ count: Int = 48) throws -> Secret {
        try Secret(copying: (0..<count).map { UInt8(0x30 + $0 % 70) })
    }

    @Test(arguments: [1, 48, SecretPipe.bytesMax]) func `hands it over whole, and is gone`(
        count: Int
    )
        throws
    {
        let folder = try TestFolder()
        let sent = try secret(count)
        let pipe = try SecretPipe(sent, in: folder.path)
        let attributes = try FileManager.default.attributesOfItem(
            atPath: folder.path + "/" + pipe.name)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try SecretPipe.take(pipe.name, from: folder.path) == sent)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        #expect(throws: VaultFault.self) { try SecretPipe.take(pipe.name, from: folder.path) }
    }

    @Test func `keeps a line end that is part of it`() throws {
        let folder = try TestFolder()
        let sent = try Secret(copying: Array("two lines\n".utf8))
        let pipe = try SecretPipe(sent, in: folder.path)
        #expect(try SecretPipe.take(pipe.name, from: folder.path) == sent)
    }

    @Test func `that nobody took is gone with its sender, and empty`() throws {
        let folder = try TestFolder()
        var pipe: SecretPipe? = try SecretPipe(secret(), in: folder.path)
        let name = try #require(pipe?.name)
        pipe = nil
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        #expect(mkfifo(folder.path + "/" + name, 0o600) == 0)
        #expect(throws: VaultFault(.outOfBounds, "\(name) is empty")) {
            try SecretPipe.take(name, from: folder.path)
        }
    }

    @Test(arguments: [0, SecretPipe.bytesMax + 1]) func `takes no secret of this length`(count: Int)
        throws
    {
        let folder = try TestFolder()
        let wrong = try secret(count)
        #expect(throws: VaultFault.self) { try SecretPipe(wrong, in: folder.path) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test(arguments: [
        "", "secret-", "../secret", "/etc/passwd", "ledger.db",
        "secret-../../../../../../../../etc/passwd",
        "secret-0123456789ABCDEF0123456789ABCDEF", "secret-0123456789abcdef0123456789abcdef0",
    ]) func `has no such name`(name: String) throws {
        let folder = try TestFolder()
        #expect(throws: VaultFault(.outOfBounds, "no name of a pipe")) {
            try SecretPipe.take(name, from: folder.path)
        }
    }

    @Test func `is never a file, a link or open to others`() throws {
        let folder = try TestFolder()
        let name = SecretPipe.prefix + String(repeating: "a", count: 32)
        let path = folder.path + "/" + name
        func code() -> VaultFault.Code? {
            do throws(VaultFault) {
                _ = try SecretPipe.take(name, from: folder.path)
                return nil
            } catch { return error.code }
        }
        try Data("in clear".utf8).write(to: URL(filePath: path))
        chmod(path, 0o600)
        #expect(code() == .sourceExposed)
        #expect(FileManager.default.fileExists(atPath: path))
        try FileManager.default.removeItem(atPath: path)
        let elsewhere = try SecretPipe(secret(), in: folder.path)
        try FileManager.default.createSymbolicLink(
            atPath: path, withDestinationPath: folder.path + "/" + elsewhere.name)
        #expect(code() == .sourceExposed)
        try FileManager.default.removeItem(atPath: path)
        #expect(mkfifo(path, 0o600) == 0)
        chmod(path, 0o620)
        #expect(code() == .sourceExposed)
    }

    @Test func `does not wait for a writer that says nothing`() throws {
        let folder = try TestFolder()
        let name = SecretPipe.prefix + String(repeating: "b", count: 32)
        #expect(mkfifo(folder.path + "/" + name, 0o600) == 0)
        let writer = open(folder.path + "/" + name, O_RDWR | O_NONBLOCK)
        defer { close(writer) }
        #expect(throws: VaultFault.self) { try SecretPipe.take(name, from: folder.path) }
    }
}

@Suite struct `A lock on a file` {
    @Test func `is held by one, made 0600, and free again afterwards`() throws {
        let folder = try TestFolder()
        let path = folder.path + "/lock"
        var held = try FileLock(at: path)
        #expect(held != nil)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try FileLock(at: path) == nil)
        held = nil
        #expect(try FileLock(at: path) != nil)
    }

    @Test func `is held by one of many that start at once in an empty folder`() async throws {
        for _ in 0..<50 {
            let folder = try TestFolder()
            let path = folder.path + "/lock"
            let holders = await withTaskGroup(of: FileLock?.self) { group in
                for _ in 0..<8 { group.addTask { (try? FileLock(at: path)) ?? nil } }
                return await group.reduce(into: [FileLock]()) {
                    if let lock = $1 { $0.append(lock) }
                }
            }
            #expect(holders.count == 1)
        }
    }

    @Test func `follows no link`() throws {
        let folder = try TestFolder()
        let path = folder.path + "/lock"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/null")
        #expect(throws: FileLock.Fault(error: ELOOP)) { try FileLock(at: path) }
    }
}
