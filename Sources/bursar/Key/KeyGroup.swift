import ArgumentParser

/// `bursar key …`: the providers' keys that Bursar alone holds.
struct KeyGroup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Keys: the providers' secrets, sealed here.",
        subcommands: [
            KeyAdd.self, KeyList.self, KeyShow.self, KeyTest.self, KeyRotate.self,
            KeyDisable.self, KeyEnable.self, KeyClear.self, KeyRevoke.self,
        ])
}
