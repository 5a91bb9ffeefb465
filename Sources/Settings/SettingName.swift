/// The settings there are, by their name in the settings file; a dot stands for one level of nesting.
package enum SettingName: String, CaseIterable, Sendable {
    case listen
    case tlsCertificate = "tls.cert"
    case tlsKey = "tls.key"
    case logLevel = "log_level"
    case connectDeadline = "deadlines.connect"
    case firstByteDeadline = "deadlines.first_byte"
    case idleDeadline = "deadlines.idle"
    case totalDeadline = "deadlines.total"
    case headDeadline = "deadlines.request_head"
    case bodyIdleDeadline = "deadlines.request_body_idle"
    case keepalive = "deadlines.keepalive"
    case headerFieldsMax = "limits.header_fields"
    case headerBytesMax = "limits.header_bytes"
    case bodyBytesMax = "limits.body_bytes"
    case connectionsMax = "limits.connections"
    case drain
    case hangUpDrain = "hang_up.drain"
    case hangUpBytesMax = "hang_up.bytes"
    case retentionCalls = "retention.calls"
    case allowInsecureMemory = "allow_insecure_memory"
    case modelTraits = "model_traits"
    case webhooks
    case checkpointEvery = "checkpoint.every"
    case checkpointFile = "checkpoint.file"
    case checkpointSyslog = "checkpoint.syslog"
    case witnesses

    /// Is its value in the settings file a list, which is kept as its JSON?
    var isList: Bool { self == .modelTraits || self == .webhooks || self == .witnesses }

    /// The variable of the environment that sets it: `BURSAR_DEADLINES_CONNECT`; the log level's is `BURSAR_LOG`.
    package var variable: String {
        switch self {
        case .logLevel: "BURSAR_LOG"
        default: "BURSAR_" + rawValue.replacing(".", with: "_").uppercased()
        }
    }

    /// The flag that sets it, where there is one.
    package var flag: String {
        "--" + rawValue.replacing(".", with: "-").replacing("_", with: "-")
    }
}
