import Foundation

/// A file that an operator names, or standard input.
enum InputFile {
    /// The file's text.
    ///
    /// - Parameters:
    ///   - path: A path, or `-` for standard input.
    ///   - bytesMax: The largest file.
    /// - Throws: `CommandFailure`.
    static func text(at path: String, bytesMax: Int) throws -> String {
        let data: Data
        do {
            if path == "-" {
                data = FileHandle.standardInput.readDataToEndOfFile()
            } else {
                let handle = try FileHandle(forReadingFrom: URL(filePath: path))
                defer { try? handle.close() }  // it was only read
                data = try handle.read(upToCount: bytesMax + 1) ?? Data()
            }
        } catch {
            throw CommandFailure("\(path) can't be read; does it exist, and may you read it?")
        }
        guard data.count <= bytesMax else {
            throw CommandFailure("\(path) is larger than \(bytesMax >> 20) MiB.")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw CommandFailure("\(path) isn't UTF-8 text.")
        }
        return text
    }
}
