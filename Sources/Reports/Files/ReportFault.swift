import Storage

/// Why a report can't be run.
package struct ReportFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for code.
    package enum Code: Sendable {
        /// The file's header can't be read, or its statement isn't SQL.
        case badFile
        /// A parameter is missing, unknown or no value of its kind.
        case badParameter
        /// The statement wants more than reading.
        case forbidden
        /// It took too long.
        case overtime
        /// The data file can't be read.
        case unreadable
    }

    package let code: Code
    /// One sentence with the way out.
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    init(_ fault: StorageFault) {
        switch fault.code {
        case .forbidden: self.init(.forbidden, fault.description)
        case .overtime: self.init(.overtime, fault.description)
        case .unreadable: self.init(.badFile, "The report can't be run: \(fault.description)")
        default: self.init(.unreadable, fault.description)
        }
    }
}
