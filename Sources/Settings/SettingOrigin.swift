/// Where a setting's value was found.
package enum SettingOrigin: Hashable, Sendable, CustomStringConvertible {
    /// A flag of the command line, such as `--listen`.
    case flag(String)
    /// A variable of the environment, such as `BURSAR_LISTEN`.
    case environment(String)
    /// A key of the settings file, such as `deadlines.connect`.
    case file(path: String, key: String)

    package var description: String {
        switch self {
        case .flag(let name): name
        case .environment(let name): name + " (environment)"
        case .file(let path, let key): "“\(key)” in \(path)"
        }
    }
}
