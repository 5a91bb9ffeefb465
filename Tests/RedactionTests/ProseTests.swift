import Testing

@testable import Redaction

@Suite struct `Ordinary text` {
    /// What nobody would call a secret, though it has numbers, hashes, versions, dates and code in it.
    @Test(arguments: [
        "The meeting is on 2026-11-22 at 09:41:07, room 4.12, version 1.2.3.4 of the plan.",
        "commit 3ab09721f0e9c8d7b6a5948372615049f8e7d6c5 and sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "id 550e8400-e29b-41d4-a716-446655440000, order 20261122000123, invoice INV-2026-00042",
        "let token = tokens[index]; password = getPassword(); secretKey: String?; api_key: str = None",
        "max_tokens: 4096, prompt_tokens=1234, token_count = 123456, password_min_length: 12",
        "a @types/node@18.2.0 package, icon@2x.png, foo@bar and std::vector<int>::iterator",
        "10.5 % of 1,234,567.89 EUR, 3.14159265358979, 6.02e23, 1e10, 0xdeadbeef, 0b1010",
        "call me at noon; phone the office; the card is red; my passport expired; SSN is an acronym",
        "the mnemonic is a device that helps one to remember the order of planets in the sky",
        "see https://example.org/a/b?c=1#d and http://localhost:8080/x, ftp://files/x:y",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
        "ratio 16:9, 10:30 to 11:45, a::b, 12:34:56, {\"a\":{\"b\":[1,2,3]}}",
    ]) func `holds nothing`(text: String) throws {
        var probe = DetectorProbe()
        let found = try probe.find(Array(text.utf8))
        #expect(found.isEmpty, "\(found.map { $0.name }) in \(text)")
    }

    @Test func `has what it has found once, whatever stands round it`() throws {
        var probe = DetectorProbe()
        for (name, text) in [
            ("email", "mail Jörg.Müller@bücher.example-shop.de now"), ("ipv4", "from 8.8.4.4, to"),
            ("ipv6", "at 2a00:1450:4001:81b::200e."), ("mac", "is 3c:22:fb:9a:01:7e;"),
            ("mac", "is 3C-22-FB-9A-01-7E;"), ("phone", "dial +49 (0)30 1234567"),
            ("phone", "Tel.: 030 1234567"), ("phone", "(415) 672-0134"),
            ("phone-grouped", "415-672-0134"), ("iban", "DE89 3704 0044 0532 0130 00"),
            ("iban", "gb82west12345698765432"), ("card", "5555 5555 5555 4444"),
            ("card", "378282246310005"),
            ("connection-string", "postgres://app:s3cr3t-pw@db.int:5432/x"),
            ("authorization", "Authorization: Basic dXNlcjpwYXNz"),
            ("authorization", "curl -s -u admin:hunter2 https://x.io"),
            ("netrc", "machine x.io login bob password s3cret1"),
            ("bitcoin", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
            ("bitcoin-segwit", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
            ("ethereum", "wallet 0x52908400098527886E0F7030069857D2E4169EE7"),
            (
                "seed-phrase",
                "seed phrase: legal winner thank year wave sausage worth useful legal winner thank yellow"
            ),
            (
                "passport-mrz",
                "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
            ),
        ] {
            #expect(try probe.find(Array(text.utf8)).map { $0.name } == [name], "\(text)")
        }
    }

    @Test func `never breaks the scanner, whatever bytes it is`() throws {
        var probe = DetectorProbe()
        var maker = SampleMaker(seed: 11)
        let rows = DetectorTable.shipped.detectors.flatMap { $0.shapes + $0.context }
        for _ in 0..<3_000 {
            var bytes: [UInt8] = []
            for _ in 0..<maker.next(12) {
                switch maker.next(4) {
                case 0: bytes += rows[maker.next(rows.count)].utf8
                case 1: bytes += (0..<maker.next(9)).map { _ in UInt8(maker.next(256)) }
                case 2:
                    bytes += "-----BEGIN PRIVATE KEY-----://a:@<<+1 4111 1111".utf8.prefix(
                        maker.next(48))
                default: bytes += [UInt8](repeating: UInt8(maker.next(128)), count: maker.next(70))
                }
            }
            for hit in try probe.find(bytes) {
                #expect(hit.range.lowerBound >= 0 && hit.range.upperBound <= bytes.count)
            }
        }
    }
}
