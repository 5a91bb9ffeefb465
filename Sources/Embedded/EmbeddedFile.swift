import CEmbeddedFiles

/// A file that is part of the binary.
package struct EmbeddedFile: Sendable {
    /// Its path from the repository's top, such as `migrations/0001_directory.sql`.
    package let path: String
    /// Its content, byte for byte.
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Its content as UTF-8 text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The files of one folder, in order of path.
    ///
    /// - Parameter folder: A folder's name without a slash, such as `migrations`.
    package static func all(in folder: String) -> [EmbeddedFile] {
        let files = (0..<bursar_embedded_count()).map { index in
            unsafe EmbeddedFile(
                path: String(cString: bursar_embedded_path(index)),
                bytes: Array(
                    UnsafeBufferPointer(
                        start: bursar_embedded_bytes(index), count: bursar_embedded_size(index))))
        }
        return files.filter { $0.path.hasPrefix(folder + "/") }.sorted { $0.path < $1.path }
    }
}
