import Foundation
import Testing

@testable import Settings

@Suite struct `The data directory` {
    private func places(_ flag: String?, _ environment: [String: String]) throws -> DataPlaces {
        try DataPlaces(flag: flag, environment: environment, workingDirectory: "/w")
    }

    @Test(
        arguments: [
            ("/d", [:], "/d"), ("rel/./x/../y", [:], "/w/rel/y"),
            (nil, ["BURSAR_DATA": "/e"], "/e"),
            (nil, ["XDG_DATA_HOME": "/x", "HOME": "/h"], "/x/bursar"),
            (nil, ["HOME": "/h"], "/h/.local/share/bursar"), ("/d", ["BURSAR_DATA": "/e"], "/d"),
            (nil, ["BURSAR_DATA": "", "HOME": "/h"], "/h/.local/share/bursar"),
        ] as [(String?, [String: String], String)])
    func `is found`(flag: String?, environment: [String: String], path: String) throws {
        #expect(try places(flag, environment).directory == path)
    }

    @Test func `must be told or have a home`() {
        #expect(throws: SettingsFault.self) { try places(nil, [:]) }
        #expect(throws: SettingsFault.self) { try places("", [:]) }
    }

    @Test func `leaves room for a socket in it`() {
        let socket = "/admin.sock".utf8.count
        let longest = "/" + String(repeating: "a", count: 107 - socket - 1)
        #expect(throws: Never.self) { try places(longest, [:]) }
        #expect(throws: SettingsFault.self) { try places(longest + "a", [:]) }
    }

    @Test func `keeps root keys elsewhere`() throws {
        #expect(try places("/d", ["XDG_CONFIG_HOME": "/c", "HOME": "/h"]).keyFolder == "/c/bursar")
        #expect(try places("/d", ["HOME": "/h"]).keyFolder == "/h/.config/bursar")
        #expect(try places("/d", [:]).keyFolder == "/etc/bursar")
    }

    @Test func `is made for its owner alone, and closed when it was open`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let places = try places(folder.path() + "/a/b", [:])
        for _ in 1...2 {
            try places.makeDirectory()
            let mode = try FileManager.default.attributesOfItem(atPath: places.directory)[
                .posixPermissions]
            #expect((mode as? NSNumber)?.intValue == 0o700)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o755], ofItemAtPath: places.directory)
        }
    }

    @Test func `may have a settings file, and must have the one that was named`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let places = try places(folder.path(), [:])
        try places.makeDirectory()
        #expect(try places.settingsFile(flag: nil).bytes == nil)
        #expect(throws: SettingsFault.self) {
            try places.settingsFile(flag: folder.path() + "/none.json")
        }
        try Data("{}".utf8).write(to: folder.appending(path: "config.json"))
        #expect(try places.settingsFile(flag: nil).bytes == Array("{}".utf8))
    }
}

@Suite struct `A directory that is there already` {
    private func with(_ names: [String], mode: Int = 0o755) throws -> (
        places: DataPlaces, seen: Int
    ) {
        let path = FileManager.default.temporaryDirectory.path() + "/" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        for name in names { try Data().write(to: URL(filePath: path + "/" + name)) }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        let places = try DataPlaces(flag: path, environment: [:], workingDirectory: "/")
        func seen() throws -> Int {
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            return (mode as? NSNumber)?.intValue ?? 0
        }
        do { try places.makeDirectory() } catch {
            #expect(try seen() == mode, "refused, yet changed")
            throw error
        }
        return (places, try seen())
    }

    @Test(arguments: [
        [], ["ledger.db", "ledger.db-wal", "notes.txt"], ["config.json"], ["ledger.lock"],
    ]) func `is taken and closed when it is empty or ours`(names: [String]) throws {
        #expect(try with(names).seen == 0o700)
        #expect(try with(names, mode: 0o700).seen == 0o700)
    }

    @Test(arguments: [(["notes.txt"], 0o755), (["config.json", ".bashrc"], 0o755), ([], 0o1777)])
    func `is left alone when it is somebody else's`(names: [String], mode: Int) throws {
        #expect(throws: SettingsFault.self) { try with(names, mode: mode) }
    }
}
