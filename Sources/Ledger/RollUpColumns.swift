/// The sums that roll-ups keep, by the names of their columns, in the order in which they are bound.
enum RollUpColumns {
    /// What a roll-up counts under, besides its time.
    static let dimensions = "client, token, key_version, model, upstream, status"

    /// The dimensions that have sums of their own.
    static let shares = ["client", "token", "key_version", "model", "upstream"]

    /// The sums.
    static let sums = [
        "calls", "attempts", "estimated", "unpriced", "fresh_input_tokens", "cache_read_tokens",
        "cache_write_5m_tokens", "cache_write_1h_tokens", "visible_output_tokens",
        "reasoning_tokens", "audio_input_tokens", "audio_output_tokens", "images", "searches",
        "cost_nano_usd", "cache_saved_nano_usd", "adjustment_nano_usd",
    ]

    /// The sums, listed.
    static let list = sums.joined(separator: ", ")

    /// The sums of the sums.
    static let summed = sums.map { "SUM(\($0))" }.joined(separator: ", ")

    /// What is done to a row that is there already.
    static let addition =
        "ON CONFLICT DO UPDATE SET "
        + sums.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
}
