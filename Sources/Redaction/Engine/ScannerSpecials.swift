/// Dispatches what has a matcher of its own; addresses of persons and machines.
extension Scanner {
    @inline(never)
    mutating func matchSpecial(
        _ number: Int, _ text: Span<UInt8>, _ start: Int, _ end: Int
    ) {
        guard let special = ScannerTables.Special(rawValue: number) else { return }
        switch special {
        case .plus: matchInternationalPhone(text, start)
        case .uri: matchAddress(text, start)
        case .authorization: matchAuthorization(text, end)
        case .curl: matchCurl(text, end)
        case .pem: matchPEM(text, start)
        case .putty: matchPutty(text, start)
        case .mrz: matchMachineReadable(text, start)
        case .placeholder: matchPlaceholder(text, start)
        case .machine: machineEnd = end
        case .login: loginEnd = end
        case .netrc: matchNetrc(text, start, end)
        case .seed: matchSeed(text, start, end)
        case .email, .colon, .dash, .iban, .phone, .ipv4, .ipv6, .mac, .wif, .base58, .ethereum:
            break
        }
    }

    // MARK: E-mail

    @inline(never)
    mutating func matchEmail(_ text: Span<UInt8>, _ at: Int) {
        let detector = wanted(.email)
        guard detector >= 0, at >= addressEnd else { return }
        let label = endOfRun(.host, text, from: at + 1, max: 64)
        guard byte(text, label) == UInt8(ascii: "."),
            CharacterSet.host.contains(byte(text, label + 1))
        else { return }
        var start = startOfRun(.local, text, before: at, max: 65)
        guard at - start <= 64 else { return }
        if isEscapeLetter(text, start) { start += 1 }
        while start < at, text[start] == UInt8(ascii: ".") || text[start] == UInt8(ascii: "-") {
            start += 1
        }
        guard start < at else { return }
        var end = at + 1
        var labels = 0
        var last = end
        while end < text.count {
            let stop = endOfRun(.host, text, from: end, max: 64)
            guard stop > end, stop - end < 64 else { break }
            labels += 1
            last = end
            end = stop
            guard end + 1 < text.count, text[end] == UInt8(ascii: "."), end - at < 254 else {
                break
            }
            guard CharacterSet.host.contains(text[end + 1]) else { break }
            end += 1
        }
        while end > last, text[end - 1] == UInt8(ascii: "-") || text[end - 1] == UInt8(ascii: ".") {
            end -= 1
        }
        guard labels >= 2, end - start <= 254, isTopLevel(text.extracting(last..<end)) else {
            return
        }
        // git@host:path and user:password@host aren't for mail; nor is what documentation uses.
        let local = text.extracting(start..<at)
        if local.count == 3, Samples.packed(local, 0, 3) == 0x67_6974 { return }
        guard !Samples.isDocumentationHost(text.extracting(at + 1..<end)) else { return }
        add(detector, start..<end)
    }

    /// Two letters or more and no file's extension (`icon@2x.png`); punycode and other scripts too.
    private func isTopLevel(_ label: Span<UInt8>) -> Bool {
        guard label.count >= 2 else { return false }
        for place in 0..<label.count {
            let byte = label[place]
            if CharacterSet.isLetter(byte) || byte >= 0x80 { continue }
            let isPunycode =
                label.count > 4 && label[0] | 0x20 == UInt8(ascii: "x") && label[2] == 0x2d
            if !isPunycode { return false }
        }
        switch Samples.packed(label, 0, label.count) {
        // png, jpg, jpeg, gif, svg, webp, css, js, ts, json, html, py, map
        case 0x70_6e67, 0x6a_7067, 0x6a70_6567, 0x67_6966, 0x73_7667, 0x7765_6270, 0x63_7373,
            0x6a73,
            0x7473, 0x6a73_6f6e, 0x6874_6d6c, 0x7079, 0x6d_6170:
            return false
        default: return true
        }
    }

    // MARK: Internet addresses

    /// The words of the row speak against it here: what follows "version" is none.
    mutating func matchIPv4(_ text: Span<UInt8>, _ start: Int) {
        let detector = wanted(.ipv4)
        guard detector >= 0 else { return }
        var place = start
        var address: UInt32 = 0
        for index in 0..<4 {
            var value = 0
            let first = place
            while place < text.count, place - first < 4, CharacterSet.isDigit(text[place]) {
                value = value * 10 + Int(text[place]) - 48
                place += 1
            }
            guard place > first, place - first <= 3, value < 256,
                place - first == 1 || text[first] != UInt8(ascii: "0")
            else { return }
            address = address << 8 | UInt32(value)
            if index < 3 {
                guard byte(text, place) == UInt8(ascii: ".") else { return }
                place += 1
            }
        }
        let next = byte(text, place)
        guard !CharacterSet.isAlphanumeric(next), next != UInt8(ascii: "_"),
            next != UInt8(ascii: ".") || !CharacterSet.isAlphanumeric(byte(text, place + 1)),
            next != UInt8(ascii: "-") || !CharacterSet.isLetter(byte(text, place + 1)),
            !hasContext(detector, at: start, within: 16)
        else { return }
        switch (address >> 24, address >> 8) {
        case (0, _), (127, _), (255, _), (_, 0xc0_0002), (_, 0xc6_3364), (_, 0xcb_0071): return
        default: add(detector, start..<place)
        }
    }

    /// IPv6 by RFC 4291, and MAC addresses with colons.
    @inline(never)
    mutating func matchIPv6(_ text: Span<UInt8>, _ colon: Int) {
        guard colon >= lineEnd else { return }
        func isPart(_ place: Int) -> Bool {
            let byte = byte(text, place)
            return CharacterSet.hexadecimal.contains(byte) || byte == UInt8(ascii: ":")
        }
        guard isPart(colon + 1), colon + 2 < text.count else { return }
        var start = colon
        while start > max(0, colon - 5), isPart(start - 1) { start -= 1 }
        var end = colon + 1
        while end < text.count, end - start < 48, isPart(end) { end += 1 }
        lineEnd = end
        steps &+= end - start
        guard end - start < 48, end - start >= 3 else { return }
        if start > 0, isEscapeLetter(text, start) { start += 1 }
        let before = byte(text, start - 1)
        guard !CharacterSet.isAlphanumeric(before), before != UInt8(ascii: "_") else { return }
        while end > start, text[end - 1] == UInt8(ascii: ":"),
            byte(text, end - 2) != UInt8(ascii: ":")
        {
            end -= 1
        }
        // An IPv4 address may be the tail.
        var tail = end
        if byte(text, end) == UInt8(ascii: ".") {
            while tail < text.count, tail - end < 12,
                CharacterSet.isDigit(text[tail]) || text[tail] == UInt8(ascii: ".")
            {
                tail += 1
            }
        }
        guard !CharacterSet.isAlphanumeric(byte(text, tail)) else { return }
        let found = text.extracting(start..<end)
        let mac = wanted(.mac)
        if mac >= 0, isMAC(found) {
            return add(mac, start..<end)
        }
        if case let detector = wanted(.ipv6), detector >= 0,
            isIPv6(found, hasTail: tail > end)
        {
            add(detector, start..<tail)
        }
    }

    private func isIPv6(_ text: Span<UInt8>, hasTail: Bool) -> Bool {
        var groups = 0
        var digits = 0
        var count = 0
        var gaps = 0
        var place = 0
        while place < text.count {
            if text[place] == UInt8(ascii: ":") {
                if place + 1 < text.count, text[place + 1] == UInt8(ascii: ":") {
                    gaps += 1
                    place += 1
                    if place + 1 < text.count, text[place + 1] == UInt8(ascii: ":") { return false }
                } else if place == 0 {
                    return false
                }
                if digits > 0 { groups += 1 }
                digits = 0
            } else {
                digits += 1
                if CharacterSet.isDigit(text[place]) { count += 1 }
                if digits > 4 { return false }
            }
            place += 1
        }
        if digits > 0 { groups += 1 }
        if hasTail { groups += 1 }
        guard gaps == 0 ? groups == 8 : gaps == 1 && groups <= 7 && groups >= 2, count > 0 else {
            return false
        }
        // 2001:db8::/32 is for documentation.
        guard text.count >= Self.documentation.count else { return true }
        for index in Self.documentation.indices
        where text[index] | 0x20 != Self.documentation[index] | 0x20 {
            return true
        }
        return false
    }

    private static let documentation = Array("2001:db8".utf8)

    private func isMAC(_ text: Span<UInt8>) -> Bool {
        guard text.count == 17 else { return false }
        var isVaried = false
        for place in 0..<17 {
            if place % 3 == 2 {
                if text[place] != text[2] || CharacterSet.isAlphanumeric(text[place]) {
                    return false
                }
            } else if text[place] | 0x20 != text[0] | 0x20 {
                isVaried = true
            }
        }
        return isVaried
    }

    /// MAC addresses with hyphens, at the first of them.
    @inline(never)
    mutating func matchMAC(_ text: Span<UInt8>, _ dash: Int) {
        guard dash >= 2, dash + 15 <= text.count, text[dash + 3] == UInt8(ascii: "-"),
            case let detector = wanted(.mac), detector >= 0
        else { return }
        let start = dash - 2
        let end = start + 17
        guard end <= text.count, !CharacterSet.word.contains(byte(text, start - 1)),
            !CharacterSet.word.contains(byte(text, end))
        else { return }
        for place in start..<end where (place - start) % 3 != 2 {
            guard CharacterSet.hexadecimal.contains(text[place]) else { return }
        }
        guard isMAC(text.extracting(start..<end)) else { return }
        add(detector, start..<end)
    }

    // MARK: Addresses with passwords

    /// `scheme://user:password@host`: only the password is taken out.
    private mutating func matchAddress(_ text: Span<UInt8>, _ start: Int) {
        let detector = wanted(.uri)
        guard detector >= 0, start >= addressEnd else { return }
        var place = start + 3
        let limit = min(text.count, place + 300)
        var colon = 0
        var at = 0
        var onlyDigits = true
        scanning: while place < limit {
            switch text[place] {
            case UInt8(ascii: ":") where colon == 0: colon = place
            case UInt8(ascii: "@"): at = place
            case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"):
                // A raw password may hold them, when an @ still follows a colon and no port.
                if colon == 0 || at > 0 || onlyDigits { break scanning }
                onlyDigits = false
            case 0...0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"),
                UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ","):
                break scanning
            case UInt8(ascii: "\\"):
                break scanning
            default:
                if colon > 0, !CharacterSet.isDigit(text[place]) { onlyDigits = false }
            }
            place += 1
        }
        steps += place - start
        // Without an @ so far there is none for an address inside this one either.
        addressEnd = at > 0 ? at + 1 : place
        guard at > 0 else { return }
        guard colon > 0, colon + 1 < at else { return }
        let range = colon + 1..<at
        guard !Samples.isTemplate(text.extracting(range)) else { return }
        add(detector, range)
    }

    /// `Authorization: Bearer x`, also in JSON and in curl's -H.
    private mutating func matchAuthorization(_ text: Span<UInt8>, _ end: Int) {
        let detector = wanted(.authorization)
        guard detector >= 0 else { return }
        var place = end
        let limit = min(text.count, end + 8)
        var hasOperator = false
        while place < limit, " :=\"'\\\t".utf8.contains(text[place]) {
            if text[place] != 0x20 { hasOperator = true }
            place += 1
        }
        // "The authorization server authenticates …" is prose.
        guard hasOperator else { return }
        let word = endOfRun(.alphanumeric, text, from: place, max: 12)
        guard word > place, byte(text, word) == 0x20 else { return }
        let start = word + 1
        var stop = start
        while stop < min(text.count, start + 4_000) {
            let byte = text[stop]
            guard CharacterSet.isAlphanumeric(byte) || "-_.~+/=:".utf8.contains(byte) else { break }
            stop += 1
        }
        steps += stop - start
        guard stop - start >= 8, !Samples.isTemplate(text.extracting(start..<stop)) else { return }
        add(detector, start..<stop)
    }

    private static let user = Array("-user ".utf8)

    /// `curl -u name:password`
    private mutating func matchCurl(_ text: Span<UInt8>, _ end: Int) {
        let detector = wanted(.authorization)
        guard detector >= 0,
            end >= curlEnd
        else { return }
        let limit = min(text.count, end + 300)
        var place = end
        curlEnd = limit
        while place + 3 < limit, text[place] != UInt8(ascii: "\n") {
            defer { place += 1 }
            guard text[place] == 0x20, text[place + 1] == UInt8(ascii: "-") else { continue }
            let start: Int
            if text[place + 2] == UInt8(ascii: "u"), text[place + 3] == 0x20 {
                start = place + 4
            } else if text[place + 2] == UInt8(ascii: "-"), isWord(Self.user, text, place + 2) {
                start = place + 8
            } else {
                continue
            }
            var stop = start
            var colon = 0
            while stop < limit, text[stop] > 0x20 {
                if text[stop] == UInt8(ascii: ":"), colon == 0 { colon = stop }
                stop += 1
            }
            while stop > start, "\"'".utf8.contains(text[stop - 1]) { stop -= 1 }
            guard colon > start, stop > colon + 1,
                !Samples.isTemplate(text.extracting(colon + 1..<stop))
            else { return }
            return add(detector, colon + 1..<stop)
        }
    }
}
