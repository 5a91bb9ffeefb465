/// Texts to measure with, made up here so that a run needs nothing else.
enum BenchTexts {
    private static let words = """
        the of and to in a is that for it as was with be by on not he his but at are this have from or had an they \
        which one you were all her she there would their we him been has when who will no more if out so up said what \
        its about than into them can only other time new some could these two may first then do any like my now over \
        such our man me even most made after also did many off before must well back through years much where your way \
        function return value error request response server client message user system model token table index array \
        string number result context window update delete create select order account customer service project team \
        report meeting schedule price invoice contract product market design review question answer please thank
        """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { Array($0.utf8) }

    private struct Generator {
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15
        mutating func next(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
    }

    /// Prose with numbers, dates, code and punctuation, as prompts have them.
    static func prose(bytes count: Int) -> [UInt8] {
        var random = Generator()
        var text: [UInt8] = []
        text.reserveCapacity(count + 100)
        while text.count < count {
            let length = 6 + random.next(14)
            for index in 0..<length {
                var word = words[random.next(words.count)]
                if index == 0 { word[0] &= 0xdf }
                text += word
                if index + 1 < length { text.append(random.next(14) == 0 ? 0x2c : 0x20) }
                if text.last == 0x2c { text.append(0x20) }
            }
            switch random.next(12) {
            case 0: text += Array(" (see section \(random.next(20)).\(random.next(9)))".utf8)
            case 1:
                text += Array(
                    " on 2026-1\(random.next(3))-2\(random.next(9)) at 1\(random.next(9)):3\(random.next(9))"
                        .utf8)
            case 2:
                text += Array(
                    ": let total_\(random.next(9)) = items.map(\\.price).reduce(0, +)".utf8)
            case 3: text += Array(" for $\(random.next(900)).\(10 + random.next(89))".utf8)
            default: break
            }
            text += Array(random.next(5) == 0 ? ".\n\n".utf8 : ". ".utf8)
        }
        return text
    }

    /// Other ordinary texts.
    static func plain(bytes count: Int) -> [(String, [UInt8])] {
        [
            (
                "JSON records",
                repeated(
                    "{\"id\": 48213, \"name\": \"Widget no 7\", \"tags\": [\"new\", \"sale\"], \"price\": 19.99, \"at\": \"2026-11-22T09:41:07Z\"},\n",
                    count)
            ),
            (
                "source code",
                repeated(
                    "    guard let index = table.firstIndex(where: { $0.key == key }) else { return nil }  // row 12\n",
                    count)
            ),
            (
                "logs",
                repeated(
                    "2026-11-22 09:41:07.123 INFO  [worker-3] handled GET /api/v2/items/83412 in 12 ms (status=200, bytes=5120)\n",
                    count)
            ),
            (
                "umlauts and Chinese",
                repeated(
                    "Größere Änderungen für die nächste Übung sind möglich. 这是一个普通的句子，没有秘密。 ", count
                )
            ),
        ]
    }

    /// Texts made to cost the most: near misses of every kind, over and over.
    static let adversarial: [String] = [
        "sk-ant-",
        " sk-ant-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.",
        " ghp_abcdefghij", "eyJ.", " eyJaaaaaaaaaaaa.eyJaaaaaaaaaa.", "password", "password=",
        "password: x ",
        "secret_token_api_key ", "@", "a@", "a@a.", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b ", ":",
        "::", "1:", "ab:", "a::b ", "://", "a://b:c",
        "-", "ab-", "ab-cd-", "-----BEGIN ", "-----BEGIN RSA PRIVATE KEY-----", "+", "+1",
        "+491 ", "1", "1 ", "1-", "12 ", "123-", "1234 ",
        "4111 1111 1111 1112 ", "4111111111111112 ", "123-45-6789 ", "000-00-0000 ", "1.",
        "1.2.3.", "1.2.3.4 ", "DE89", "DE89370400440532013001 ",
        "DE89 3704 0044 0532 0130 01 ", "tel 12", "phone 123 456 ", "12345678A ", "AB123456C ",
        "<<", "P<", "bur", "BURMAILq7k2m9x4td3 ",
        "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3 ", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdr ",
        "mistral ", "passport ", "authorization: ", "curl ",
        "machine login password ", "mnemonic ",
        "seed phrase word word word word word word word word word word word ", "LS0tLS1CRUdJTi",
        " ABSK/", "hvs.", "AAAAAAAAAAAAAAAAAAAAA",
        "\\n", "%2B", "\u{e9}", "ssn 078051121 ",
        "steuer-id 12345678901 cpf 12345678901 pesel 12345678901 ", "a1b2c3d4e5", "0x",
        "deadbeef-", "Q~", ".atlasv1.",
        "-us1 ", " :AA", " 123456789:AAx ", "putty-user-key-file", "token=abc123def456ghi789",
        "key=", "{\"password\":\"",
    ]

    /// A piece with what may make it dearer round it.
    static func variants(_ piece: String) -> [String] {
        [
            piece, piece + ": ", "." + piece, piece + "a1b2c3", piece + " 12", piece + "=\"",
        ]
    }

    /// Some pieces side by side, in any order.
    static func mixtures(_ pieces: [String], count: Int) -> [String] {
        var random = Generator()
        let joints = ["", " ", ".", ":", "=", "-", "/", "@", "1", "\\n", "a", ": \""]
        return (0..<count).map { _ in
            (0...random.next(4)).map { _ in
                let piece = pieces[random.next(pieces.count)]
                return String(piece.prefix(1 + random.next(30))) + joints[random.next(joints.count)]
            }.joined()
        }
    }

    /// A text over and over.
    static func repeated(_ text: String, _ count: Int) -> [UInt8] {
        let piece = Array(text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + piece.count)
        while bytes.count < count { bytes += piece }
        return bytes
    }
}
