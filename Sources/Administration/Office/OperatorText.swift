import Vocabulary

/// What operators write, read into values; and values as answers show them.
enum OperatorText {
    /// When something ends: a duration from now, a moment, or `never`; `nil` stays `nil`.
    static func expiry(_ text: String?, at now: Timestamp) throws(AdministrationFault) -> Timestamp?
    {
        guard let text, text != "never" else { return nil }
        if let length = DurationText.milliseconds(text) {
            return now.advanced(byMilliseconds: length)
        }
        guard let moment = Timestamp(text) else {
            throw AdministrationFault(
                .invalid,
                "“\(text.prefix(64))” is no expiry; write a duration (30d), a time (2027-01-31) or never."
            )
        }
        return moment
    }

    /// A moment, or how long ago it was.
    static func moment(_ text: String?, _ option: String, at now: Timestamp)
        throws(AdministrationFault) -> Timestamp?
    {
        guard let text else { return nil }
        guard let moment = Timestamp(text, now: now) else {
            throw AdministrationFault(
                .invalid,
                "\(option) “\(text.prefix(64))” is no time; write 7d (ago), 2027-01-31 or 2027-01-31T12:00:00Z."
            )
        }
        return moment
    }
}
