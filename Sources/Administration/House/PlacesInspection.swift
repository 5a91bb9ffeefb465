import Foundation
import FoundationEssentials

/// Looks at the files of the data directory: whose they are and who may read them.
struct PlacesInspection {
    let dataDirectory: String

    var findings: [Diagnose.Finding] {
        var open: [String] = []
        if mode(of: dataDirectory).map({ $0 & 0o077 != 0 }) ?? false { open.append(dataDirectory) }
        // none: none open
        let names = (try? FileManager.default.contentsOfDirectory(atPath: dataDirectory)) ?? []
        for name in names.sorted()
        where mode(of: dataDirectory + "/" + name).map({ $0 & 0o077 != 0 }) ?? false {
            open.append(name)
        }
        let ledger = dataDirectory + "/ledger.db"
        let fixed = ([dataDirectory] + ["", "-wal", "-shm"].map { ledger + $0 }).filter { path in
            FileManager.default.fileExists(atPath: path)
                && !FileManager.default.isWritableFile(atPath: path)
        }
        guard fixed.isEmpty else {
            let list = fixed.joined(separator: " ")
            return [
                Diagnose.Finding(
                    .wrong, "files", "can't be written by this user: \(list)",
                    "Every change will fail: chmod u+rwX \(list), as their owner.")
            ]
        }
        guard open.isEmpty else {
            return [
                Diagnose.Finding(
                    .risk, "files", "others may open \(open.joined(separator: ", "))",
                    "Close them: chmod -R go= \(dataDirectory).")
            ]
        }
        return [Diagnose.Finding(.ok, "files", "\(dataDirectory) is closed to others")]
    }

    private func mode(of path: String) -> Int? {
        // gone meanwhile: not open
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? attributes?[
            .posixPermissions] as? Int
    }
}

/// Looks for a text, as it is and encoded, in every file of a directory.
struct CanarySearch {
    /// The shortest text that says anything when it is found.
    static let bytesMin = 8

    private let directory: String
    private let forms: [(name: String, bytes: [UInt8])]

    init(_ canary: String, in directory: String) throws(AdministrationFault) {
        let bytes = Array(canary.utf8)
        guard bytes.count >= Self.bytesMin else {
            throw AdministrationFault(
                .invalid, "A canary needs \(Self.bytesMin) bytes or more, or it is found by chance."
            )
        }
        self.directory = directory
        let data = Data(bytes)
        // Base64 of a text inside a longer one depends on where it begins; the middle is the same in three forms.
        let base64 = (0..<3).map { shift -> (String, [UInt8]) in
            let text = Array((Data(repeating: 0, count: shift) + data).base64EncodedString().utf8)
            let lead = shift == 0 ? 0 : shift + 1
            let whole = (bytes.count + shift) / 3 * 4
            return ("base64", Array(text[lead..<max(lead, whole)]))
        }
        let hex = bytes.map { byte in
            let digits = Array("0123456789abcdef".utf8)
            return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        forms =
            [("clear", bytes), ("hex", hex.flatMap { $0 }), ("reversed", bytes.reversed())] + base64
    }

    /// Sockets and pipes hold nothing, and opening a pipe waits.
    private func isFile(_ path: String) -> Bool {
        // gone meanwhile: nothing to read
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.type] as? FileAttributeType == .typeRegular
    }

    /// Found or not, and where.
    var finding: Diagnose.Finding {
        let names =
            FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
        var hits: [String] = []
        for name in names.sorted() where isFile(directory + "/" + name) {
            guard let content = FileManager.default.contents(atPath: directory + "/" + name) else {
                continue
            }
            for form in forms where content.firstRange(of: form.bytes) != nil {
                hits.append("\(name) (\(form.name))")
                break
            }
        }
        guard hits.isEmpty else {
            return Diagnose.Finding(
                .wrong, "canary", "was found in \(hits.joined(separator: ", "))",
                "A secret is on disk in clear: revoke it, and report this as a security fault.")
        }
        return Diagnose.Finding(.ok, "canary", "is in none of \(names.count) files")
    }
}
