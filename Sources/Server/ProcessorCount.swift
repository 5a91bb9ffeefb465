import Foundation

/// How many processors this process may use. NIO and Foundation count those of the machine, and two loops on one
/// processor only take turns.
enum ProcessorCount {
    /// At least one.
    static var usable: Int {
        // No such file: not Linux, or no /proc.
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let present = max(1, ProcessInfo.processInfo.activeProcessorCount)
        // Machines that could be given more processors allow those too.
        return min(allowed(status) ?? present, present)
    }

    /// The bits of `Cpus_allowed`, a mask in hexadecimal (proc_pid_status(5)); `nil` when there are none.
    static func allowed(_ status: String) -> Int? {
        let label = "Cpus_allowed:"
        let line = status.split(separator: "\n").first { $0.hasPrefix(label) }
        let count = line?.dropFirst(label.count).reduce(0) {
            $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0)
        }
        return count.flatMap { $0 > 0 ? $0 : nil }
    }
}
