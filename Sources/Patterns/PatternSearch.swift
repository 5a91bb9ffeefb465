import CPCRE2
import Synchronization

/// What searching needs besides the pattern: limits, room for a match, and a stack of its own for
/// machine code. One search at a time; others wait.
@safe package final class PatternSearch: @unchecked Sendable {
    /// The stack of machine code, in bytes: at first and at most.
    private static let stackBytes = (first: 32 << 10, max: 512 << 10)

    private let turn = Mutex(())
    private let context: OpaquePointer
    private let match: OpaquePointer
    private let stack: OpaquePointer

    /// Room for searches, whatever the pattern.
    ///
    /// - Throws: `.failed` without memory.
    package init() throws(PatternFault) {
        guard let context = unsafe pcre2_match_context_create_8(nil) else {
            throw PatternFault(.failed, name: "")
        }
        guard let match = unsafe pcre2_match_data_create_8(1, nil) else {
            unsafe pcre2_match_context_free_8(context)
            throw PatternFault(.failed, name: "")
        }
        guard
            let stack = unsafe pcre2_jit_stack_create_8(
                Self.stackBytes.first, Self.stackBytes.max, nil)
        else {
            unsafe pcre2_match_data_free_8(match)
            unsafe pcre2_match_context_free_8(context)
            throw PatternFault(.failed, name: "")
        }
        _ = unsafe pcre2_set_match_limit_8(context, Pattern.stepsMax)
        _ = unsafe pcre2_set_depth_limit_8(context, Pattern.depthMax)
        _ = unsafe pcre2_set_heap_limit_8(context, Pattern.heapKiBMax)
        unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
        unsafe self.context = unsafe context
        unsafe self.match = unsafe match
        unsafe self.stack = unsafe stack
    }

    deinit {
        unsafe pcre2_jit_stack_free_8(stack)
        unsafe pcre2_match_data_free_8(match)
        unsafe pcre2_match_context_free_8(context)
    }

    /// Where a pattern matches in a text, from front to back, without overlap and never empty.
    ///
    /// All searches of one text share `Pattern.stepsMax` per 4 KiB of text, so that no text costs
    /// more than linear time.
    ///
    /// - Throws: `.tooCostly`, `.tooManyMatches`, `.invalidText`, `.failed`.
    package func matches(
        of pattern: Pattern, in text: Span<UInt8>
    ) throws(PatternFault) -> [Range<Int>] {
        try turn.withLock { (_) throws(PatternFault) in
            try matches(of: pattern, in: text, mayBeEmpty: false)
        }
    }

    func matches(
        of pattern: Pattern, in text: Span<UInt8>, mayBeEmpty: Bool
    ) throws(PatternFault) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var code: PatternFault.Code?
        unsafe text.withUnsafeBufferPointer { buffer in
            var place = 0
            var options: UInt32 = mayBeEmpty ? 0 : UInt32(PCRE2_NOTEMPTY)
            // An empty buffer has no address, which PCRE2 would refuse.
            var nothing: UInt8 = 0
            while place <= buffer.count {
                let result = unsafe withUnsafePointer(to: &nothing) { nothing in
                    unsafe pcre2_match_8(
                        pattern.code, buffer.baseAddress ?? nothing, buffer.count, place, options,
                        match, context)
                }
                if result == PCRE2_ERROR_NOMATCH { return }
                guard result >= 0, let vector = unsafe pcre2_get_ovector_pointer_8(match) else {
                    code = Self.code(of: result)
                    return
                }
                let (start, end) = unsafe (vector[0], vector[1])
                // \K can put the start behind the end, or either before where the search began.
                guard start <= end, start >= place || mayBeEmpty else {
                    code = .failed
                    return
                }
                found.append(start..<end)
                if mayBeEmpty { return }
                guard found.count <= Pattern.matchesMax else {
                    code = .tooManyMatches
                    return
                }
                place = end
                // The text has been checked once.
                options |= UInt32(PCRE2_NO_UTF_CHECK)
            }
        }
        if let code { throw PatternFault(code, name: pattern.name) }
        return found
    }

    private static func code(of result: Int32) -> PatternFault.Code {
        switch result {
        case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT,
            PCRE2_ERROR_JIT_STACKLIMIT, PCRE2_ERROR_RECURSELOOP:
            .tooCostly
        case PCRE2_ERROR_UTF8_ERR21...PCRE2_ERROR_UTF8_ERR1: .invalidText
        default: .failed
        }
    }
}
