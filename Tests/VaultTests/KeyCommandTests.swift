import Glibc
import Testing
import Vocabulary

@testable import Vault

@Suite struct `The command of a root key` {
    let folder: TestFolder
    let key: Secret
    let digits: String

    init() throws {
        folder = try TestFolder()
        key = try Secret.random(count: 32)
        digits = String(try HexadecimalSecret.line(key).textInClear().dropLast())
    }

    /// The code of the fault of a shell script; `nil` when it gave something.
    private func code(_ script: String, deadlineMilliseconds: Int = 5000) -> VaultFault.Code? {
        do throws(VaultFault) {
            _ = try KeyCommand.output(
                of: ["/bin/sh", "-c", script], deadlineMilliseconds: deadlineMilliseconds)
            return nil
        } catch { return error.code }
    }

    /// Is the process gone, or dead and only waiting to be buried?
    private func isDead(_ process: Substring) -> Bool {
        guard kill(pid_t(process) ?? 0, 0) == 0 else { return true }
        guard let status = try? TestFolder.text(of: "/proc/\(process)/stat") else { return true }
        return status.contains(") Z ")
    }

    @Test func `gives its key in digits or in bytes`() throws {
        let path = try folder.file("digits", Array((digits + "\n").utf8))
        #expect(try RootKeySource("command:cat \(path)")?.load() == key)
        #expect(try RootKeySource("command:/bin/cat '\(path)'")?.load() == key)
        let bytes = key.withBytes { bytes in bytes.withUnsafeBytes { Array($0) } }
        let other = try folder.file("bytes", bytes)
        #expect(try RootKeySource("command:/bin/cat \(other)")?.load() == key)
    }

    @Test func `is refused when what it says isn't a key`() throws {
        for output in ["", "no key\n", String(digits.dropLast()), digits + "\n\n"] {
            let path = try folder.file("output", Array(output.utf8))
            #expect { try RootKeySource("command:cat \(path)")?.load() } throws: {
                ($0 as? VaultFault)?.code == .sourceMalformed
            }
        }
    }

    @Test func `gets its arguments as they are, without a shell`() throws {
        let path = folder.path + "/$HOME;ls 'x' *"
        _ = try folder.file("$HOME;ls 'x' *", Array(digits.utf8))
        #expect(try KeyCommand.output(of: ["cat", path]).count == 64)
    }

    @Test(arguments: ["exit 1", "exit 255", "kill -9 $$", "printf key; exit 3", "exec false"])
    func `fails when it ends badly`(script: String) { #expect(code(script) == .commandFailed) }

    @Test(arguments: [
        "/nowhere/at/all", "no-such-program-anywhere", "/etc/passwd", "/tmp", "./relative/nothing",
    ])
    func `fails when it can't be started`(program: String) {
        #expect { try KeyCommand.output(of: [program]) } throws: {
            ($0 as? VaultFault)?.code == .commandFailed
        }
    }

    @Test func `may say 256 bytes and no more`() {
        #expect(code("printf %256d 1") == nil)
        #expect(code("printf %257d 1") == .commandFailed)
        #expect(code("yes") == .commandFailed)
    }

    /// It hangs without a word, after its key, with its output closed, ignoring signals, or with a
    /// child that holds its output.
    @Test(arguments: [
        "sleep 60", "printf key; sleep 60", "exec >&-; sleep 60", "trap '' TERM INT HUP; sleep 60",
        "sleep 60 & printf key", "exec 0<&- 1>&-; while :; do :; done",
    ])
    func `is killed with its children at the deadline`(script: String) throws {
        let pids = folder.path + "/pids"
        let start = SystemClock().monotonicNanoseconds
        #expect(
            code("echo $$ > \(pids); \(script) ", deadlineMilliseconds: 500) == .commandTimedOut)
        #expect(SystemClock().monotonicNanoseconds - start < 5_000_000_000)
        let process = try #require(try TestFolder.text(of: pids).split(separator: "\n").first)
        #expect(isDead(process))
        // The group took the children with it; they may take a moment to be gone.
        let end = SystemClock().monotonicNanoseconds + 5_000_000_000
        while !groupIsDead(process), SystemClock().monotonicNanoseconds < end { sched_yield() }
        #expect(groupIsDead(process))
    }

    private func groupIsDead(_ group: Substring) -> Bool {
        for name in TestFolder.names(in: "/proc") where Int(name) != nil {
            guard let status = try? TestFolder.text(of: "/proc/\(name)/stat"),
                let fields = status.split(separator: ")").last?.split(separator: " "),
                fields.count > 2
            else { continue }
            if fields[2] == group, fields[0] != "Z" { return false }
        }
        return true
    }

    @Test func `sees nothing of our environment and descriptors`() async {
        await #expect(processExitsWith: .success) {
            setenv("BURSAR_TEST_SECRET", "do-not-inherit", 1)
            setenv("HOME", "/root", 1)
            let held = open("/dev/null", O_RDONLY)
            #expect(held >= 0 && fcntl(held, F_GETFD) & FD_CLOEXEC == 0)
            let names = try KeyCommand.output(of: ["env"]).textInClear().split(separator: "\n").map
            {
                $0.prefix { $0 != "=" }
            }
            #expect(Set(names) == ["PATH", "LC_ALL", "HOME"])
            // The last one is the folder it lists.
            #expect(
                try KeyCommand.output(of: ["ls", "/proc/self/fd"]).textInClear() == "0\n1\n2\n3\n")
        }
    }

    @Test func `leaves no descriptor and no child behind`() async {
        // A process of its own: other tests open descriptors at the same time.
        await #expect(processExitsWith: .success) {
            _ = try KeyCommand.output(of: ["true"])
            let before = TestFolder.names(in: "/proc/self/fd").count
            for _ in 0..<20 { _ = try KeyCommand.output(of: ["env"]) }
            #expect(TestFolder.names(in: "/proc/self/fd").count == before)
        }
    }
}
