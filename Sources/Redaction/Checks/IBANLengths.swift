/// How long an IBAN is, by country (the IBAN registry of SWIFT, release 99).
enum IBANLengths {
    /// The length for two letters in upper case; zero where there are no IBANs.
    static func count(_ first: UInt8, _ second: UInt8) -> Int {
        let row = Int(first) - 65
        let column = Int(second) - 65
        guard (0..<26).contains(row), (0..<26).contains(column) else { return 0 }
        return Int(table[row * 26 + column])
    }

    private static let table: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 26 * 26)
        for entry in countries.split(separator: " ") {
            let bytes = Array(entry.utf8)
            table[Int(bytes[0] - 65) * 26 + Int(bytes[1] - 65)] =
                (bytes[2] - 48) * 10 + bytes[3] - 48
        }
        return table
    }()

    private static let countries = """
        AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 \
        DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 \
        IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 \
        MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 \
        SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
        """
}
