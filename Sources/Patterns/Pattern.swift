import CPCRE2

/// An operator's regular expression (PCRE2 syntax, UTF-8), compiled once with limits and never
/// changed after.
///
/// Look-around, back references and recursion are allowed, since every search is bounded: PCRE2
/// counts its steps (`stepsMax`), its depth and its memory, and gives up with an error.
/// Callouts, `\C` and changing the limits from inside the pattern are not.
@safe package final class Pattern: @unchecked Sendable {
    /// The longest pattern, in bytes.
    package static let bytesMax = 2_048
    /// The largest compiled pattern, machine code included, in bytes.
    package static let compiledBytesMax = 512 << 10
    /// The deepest nesting of parentheses.
    package static let parenthesesMax: UInt32 = 32
    /// How many steps one search may take (PCRE2's match limit). About 50 ms without machine code.
    package static let stepsMax: UInt32 = 500_000
    /// How deep one search may go.
    package static let depthMax: UInt32 = 2_000
    /// How much memory one search may take, in KiB.
    package static let heapKiBMax: UInt32 = 1_024
    /// How many matches one text may hold.
    package static let matchesMax = 10_000

    /// The operator's name for it.
    package let name: String
    let code: OpaquePointer
    let hasMachineCode: Bool

    /// Compiles a pattern.
    ///
    /// - Parameters:
    ///   - name: The operator's name for it, used in faults.
    ///   - isCaseless: Whether letters match in either case.
    /// - Throws: `.invalid`, `.tooLarge`, `.matchesEmpty`, `.failed`.
    package init(
        name: String, pattern: String, isCaseless: Bool = false
    ) throws(PatternFault) {
        let bytes = Array(pattern.utf8)
        guard !bytes.isEmpty else { throw PatternFault(.matchesEmpty, name: name) }
        guard bytes.count <= Self.bytesMax else { throw PatternFault(.tooLarge, name: name) }
        guard let context = unsafe pcre2_compile_context_create_8(nil) else {
            throw PatternFault(.failed, name: name)
        }
        defer { unsafe pcre2_compile_context_free_8(context) }
        _ = unsafe pcre2_set_parens_nest_limit_8(context, Self.parenthesesMax)
        _ = unsafe pcre2_set_max_pattern_length_8(context, Self.bytesMax)
        var options = UInt32(PCRE2_UTF) | UInt32(PCRE2_NEVER_BACKSLASH_C)
        if isCaseless { options |= UInt32(PCRE2_CASELESS) }
        var error: Int32 = 0
        var offset = 0
        guard
            let code = unsafe pcre2_compile_8(
                bytes, bytes.count, options, &error, &offset, context)
        else { throw PatternFault(.invalid, name: name, offset: offset) }
        // Refused patterns support no searching, so machine code may fail to come: then it is
        // interpreted, under the same limits.
        let hasMachineCode = unsafe pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE)) == 0
        self.name = name
        unsafe self.code = unsafe code
        self.hasMachineCode = hasMachineCode
        guard unsafe Self.size(of: code) <= Self.compiledBytesMax else {
            throw PatternFault(.tooLarge, name: name)
        }
        let search = try PatternSearch()
        let nothing: [UInt8] = []
        guard try search.matches(of: self, in: nothing.span, mayBeEmpty: true).isEmpty else {
            throw PatternFault(.matchesEmpty, name: name)
        }
    }

    deinit { unsafe pcre2_code_free_8(code) }

    /// Bytes of the compiled pattern and its machine code.
    private static func size(of code: OpaquePointer) -> Int {
        var total = 0
        for item in [UInt32(PCRE2_INFO_SIZE), UInt32(PCRE2_INFO_JITSIZE)] {
            var size = 0
            _ = unsafe pcre2_pattern_info_8(code, item, &size)
            total += size
        }
        return total
    }
}
