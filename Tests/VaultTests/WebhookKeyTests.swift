import Glibc
import Testing

@testable import Vault

@Suite struct `A webhook's key in its file` {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func read(_ content: String, mode: mode_t = 0o600) throws -> Secret {
        let path = try folder.file("key", Array(content.utf8), mode: mode)
        return try WebhookKey.read(path)
    }

    @Test func `holds the key as it is, without its line end`() throws {
        #expect(try read("0123456789abcdef\n").textInClear() == "0123456789abcdef")
    }

    @Test func `holds it as Standard Webhooks writes it`() throws {
        // "0123456789abcdefXY" in base64
        #expect(try read("whsec_MDEyMzQ1Njc4OWFiY2RlZlhZ\n").textInClear() == "0123456789abcdefXY")
    }

    @Test(arguments: ["", "short", "whsec_MDEy", "whsec_not base64 at all, is it?"])
    func `is refused when it is short or no base64`(content: String) {
        #expect(throws: VaultFault.self) { try read(content) }
    }

    @Test(arguments: [0o644, 0o640, 0o604] as [mode_t])
    func `is refused when others may read it`(mode: mode_t) {
        #expect(throws: VaultFault.self) { try read("0123456789abcdef", mode: mode) }
    }
}
