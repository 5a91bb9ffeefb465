/// Something a provider does wrong, by the name it has in a model's options.
package enum ScriptedFault: Hashable, Sendable {
    /// The status, with the error envelope of the dialect.
    case status(Int)
    /// A 200 whose stream has an error event after `after` events (the first, unless told).
    case errorInStream
    /// The same without an event round it: JSON over several lines.
    case bareError
    /// The answer fails after `after` events (all, unless told), as the dialect says it.
    case failed
    /// The connection ends after `after` bytes of the body, inside a chunk or below the announced
    /// length.
    case cut
    /// As `cut`, with a reset instead of an orderly end.
    case reset
    /// Nothing more comes after `after` events (bytes, when it isn't a stream); the connection
    /// stays.
    case stall
    /// The answer never ends.
    case endless
    /// One line of `size` bytes.
    case giantLine
    /// An answer without usage.
    case noUsage
    /// A page of HTML with status 200.
    case html
    /// A redirection to another path of the sandbox.
    case redirect
    /// An orderly end of the stream without its last event, after `after` events when told.
    case noTerminal

    /// The statuses that can be asked for.
    package static let statuses = [400, 401, 402, 403, 404, 413, 422, 429, 500, 502, 503, 529]

    /// The fault of a name; `nil` for one that isn't known.
    package init?(_ name: some StringProtocol) {
        switch name {
        case "error-in-stream": self = .errorInStream
        case "bare-error": self = .bareError
        case "failed": self = .failed
        case "cut": self = .cut
        case "reset": self = .reset
        case "stall": self = .stall
        case "endless": self = .endless
        case "giant-line": self = .giantLine
        case "no-usage": self = .noUsage
        case "html": self = .html
        case "redirect": self = .redirect
        case "no-terminal": self = .noTerminal
        default:
            guard let status = Int(name), Self.statuses.contains(status) else { return nil }
            self = .status(status)
        }
    }
}
