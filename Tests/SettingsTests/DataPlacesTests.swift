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
