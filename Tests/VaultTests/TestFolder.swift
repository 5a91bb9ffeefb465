import Glibc
import Testing

@testable import Vault

/// A folder of a test's own, removed with it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/bursar-vault-XXXXXX".utf8CString)
        let made = mkdtemp(&template)
        path = String(cString: try #require(made))
    }

    deinit {
        var folders = [path]
        var index = 0
        while index < folders.count {
            for name in Self.names(in: folders[index]) {
                let child = folders[index] + "/" + name
                if unlink(child) != 0 { folders.append(child) }
            }
            index += 1
        }
        for folder in folders.reversed() { rmdir(folder) }
    }

    /// Makes a file with these bytes and this mode, and returns its path.
    func file(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o600) throws -> String {
        let file = path + "/" + name
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        #expect(write(descriptor, bytes, bytes.count) == bytes.count)
        #expect(fchmod(descriptor, mode) == 0)
        close(descriptor)
        return file
    }

    /// All that is in a file, also in one of `/proc`.
    static func text(of file: String) throws -> String {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw VaultFault(.sourceMissing, file) }
        defer { close(descriptor) }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
            text += buffer[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The names in a folder.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
