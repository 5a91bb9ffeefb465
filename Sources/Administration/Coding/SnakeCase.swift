/// Names of Swift properties as keys of JSON.
enum SnakeCase {
    /// `costNanoUSD` becomes `cost_nano_usd`, `cacheWrite5m` `cache_write_5m`; snake case stays as it is.
    static func key(_ name: String) -> String {
        var key = ""
        var previous: Unicode.Scalar = "_"
        for scalar in name.unicodeScalars {
            let startsWord =
                isUpper(scalar)
                ? isLower(previous) || isDigit(previous) : isDigit(scalar) && isLower(previous)
            if startsWord { key.unicodeScalars.append("_") }
            key += isUpper(scalar) ? String(scalar).lowercased() : String(scalar)
            previous = scalar
        }
        return key
    }

    private static func isUpper(_ scalar: Unicode.Scalar) -> Bool { ("A"..."Z").contains(scalar) }
    private static func isLower(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) }
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}
