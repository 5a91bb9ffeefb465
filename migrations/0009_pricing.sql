-- What: prices of providers with their conditions, discounts, and corrections of what calls cost.
-- Why: a rate is one of a tier, a length, an hour and a provider; and nothing that was booked is rewritten, so that what
-- is learned later about a call's cost (a new rate, an invoice) is a row of its own beside it.

-- The provider whose upstreams a price holds for; NULL for any.
ALTER TABLE price ADD COLUMN provider TEXT CHECK (length(provider) BETWEEN 1 AND 64);
-- Who says so and when.
ALTER TABLE price ADD COLUMN origin TEXT CHECK (length(origin) BETWEEN 1 AND 256);

DROP INDEX price_current;

CREATE UNIQUE INDEX price_current
ON price (glob, ifnull(upstream, 0), ifnull(provider, ''), from_ms, source)
WHERE replaced_at_ms IS NULL;

-- Rates that hold in the place of a price's own where a call meets the condition: the tier that served (empty for the
-- usual one), an input past the threshold, a time of day in minutes of UTC.
CREATE TABLE price_case (
    price                   INTEGER NOT NULL REFERENCES price (number),
    ordinal                 INTEGER NOT NULL CHECK (ordinal >= 1),
    tier                    TEXT    NOT NULL CHECK (length(tier) <= 32),
    threshold_tokens        INTEGER CHECK (threshold_tokens >= 0),
    -- Does it hold at the threshold already, or only above it?
    starts_at_threshold     INTEGER CHECK (starts_at_threshold IN (0, 1)),
    from_minute             INTEGER CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute               INTEGER CHECK (to_minute BETWEEN 0 AND 1439),
    fresh_input_nano_usd    INTEGER CHECK (fresh_input_nano_usd >= 0),
    cache_read_nano_usd     INTEGER CHECK (cache_read_nano_usd >= 0),
    cache_write_5m_nano_usd INTEGER CHECK (cache_write_5m_nano_usd >= 0),
    cache_write_1h_nano_usd INTEGER CHECK (cache_write_1h_nano_usd >= 0),
    visible_output_nano_usd INTEGER CHECK (visible_output_nano_usd >= 0),
    reasoning_nano_usd      INTEGER CHECK (reasoning_nano_usd >= 0),
    audio_input_nano_usd    INTEGER CHECK (audio_input_nano_usd >= 0),
    audio_output_nano_usd   INTEGER CHECK (audio_output_nano_usd >= 0),
    images_nano_usd         INTEGER CHECK (images_nano_usd >= 0),
    searches_nano_usd       INTEGER CHECK (searches_nano_usd >= 0),
    PRIMARY KEY (price, ordinal),
    CHECK ((threshold_tokens IS NULL) = (starts_at_threshold IS NULL)),
    CHECK ((from_minute IS NULL) = (to_minute IS NULL)),
    CHECK (from_minute <> to_minute)
) STRICT, WITHOUT ROWID;

-- The price book that this data was last given by the program.
CREATE TABLE shipped_book (
    one             INTEGER PRIMARY KEY CHECK (one = 1),
    sha256          BLOB    NOT NULL CHECK (length(sha256) = 32),
    installed_at_ms INTEGER NOT NULL
) STRICT;

-- Discounts and surcharges at an upstream: a fraction that costs are multiplied by before they are rounded.
CREATE TABLE price_factor (
    number        INTEGER PRIMARY KEY,
    upstream      INTEGER NOT NULL REFERENCES upstream (number),
    numerator     INTEGER NOT NULL CHECK (numerator BETWEEN 0 AND 1000000),
    denominator   INTEGER NOT NULL CHECK (denominator BETWEEN 1 AND 1000000),
    created_at_ms INTEGER NOT NULL,
    ended_at_ms   INTEGER
) STRICT;

CREATE UNIQUE INDEX price_factor_current ON price_factor (upstream) WHERE ended_at_ms IS NULL;

-- The discount that an attempt was charged with; NULL for none.
ALTER TABLE attempt ADD COLUMN factor INTEGER;

-- What was learned later about an attempt's cost: an amount to be added to what was booked. `attempt` is its ordinal;
-- `price` and `factor` are those of a re-rating.
CREATE TABLE adjustment (
    number          INTEGER PRIMARY KEY,
    id              BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    call            INTEGER NOT NULL,
    attempt         INTEGER NOT NULL CHECK (attempt >= 1),
    kind            TEXT    NOT NULL CHECK (kind = 'rerate' OR kind = 'manual'),
    reason          TEXT    NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    amount_nano_usd INTEGER NOT NULL CHECK (amount_nano_usd <> 0),
    price           INTEGER,
    factor          INTEGER,
    made_at_ms      INTEGER NOT NULL
) STRICT;

CREATE INDEX adjustment_call ON adjustment (call, attempt, kind, amount_nano_usd);

CREATE TRIGGER adjustment_is_written_once BEFORE UPDATE ON adjustment
BEGIN
    SELECT RAISE(ABORT, 'an adjustment is written once');
END;

-- Adjustments count in the hour, day and month of their call.
ALTER TABLE roll_up_hour ADD COLUMN adjustment_nano_usd INTEGER NOT NULL DEFAULT 0;
ALTER TABLE roll_up_day ADD COLUMN adjustment_nano_usd INTEGER NOT NULL DEFAULT 0;
ALTER TABLE roll_up_month ADD COLUMN adjustment_nano_usd INTEGER NOT NULL DEFAULT 0;
ALTER TABLE roll_up_total ADD COLUMN adjustment_nano_usd INTEGER NOT NULL DEFAULT 0;

DROP VIEW usage_row;

-- As before, with what was adjusted.
CREATE VIEW usage_row AS
SELECT call.id AS call_id,
       call.began_at_ms,
       call.client,
       call.token,
       IFNULL(attempt.key_version, 0) AS key_version,
       call.model,
       IFNULL(attempt.upstream, 0) AS upstream,
       call.outcome AS status,
       attempt.call IS NULL
           OR attempt.ordinal = (SELECT MAX(last.ordinal) FROM attempt AS last WHERE last.call = call.number)
           AS calls,
       attempt.call IS NOT NULL AS attempts,
       IFNULL(attempt.usage_source = 'estimated', 0) AS estimated,
       IFNULL(attempt.code = 'unpriced' OR attempt.code = 'unpriced_meter', 0) AS unpriced,
       IFNULL(attempt.fresh_input_tokens, 0) AS fresh_input_tokens,
       IFNULL(attempt.cache_read_tokens, 0) AS cache_read_tokens,
       IFNULL(attempt.cache_write_5m_tokens, 0) AS cache_write_5m_tokens,
       IFNULL(attempt.cache_write_1h_tokens, 0) AS cache_write_1h_tokens,
       IFNULL(attempt.visible_output_tokens, 0) AS visible_output_tokens,
       IFNULL(attempt.reasoning_tokens, 0) AS reasoning_tokens,
       IFNULL(attempt.audio_input_tokens, 0) AS audio_input_tokens,
       IFNULL(attempt.audio_output_tokens, 0) AS audio_output_tokens,
       IFNULL(attempt.images, 0) AS images,
       IFNULL(attempt.searches, 0) AS searches,
       IFNULL(attempt.cost_nano_usd, 0) AS cost_nano_usd,
       IFNULL(attempt.cache_saved_nano_usd, 0) AS cache_saved_nano_usd,
       IFNULL(
           (SELECT SUM(adjustment.amount_nano_usd) FROM adjustment
            WHERE adjustment.call = attempt.call AND adjustment.attempt = attempt.ordinal), 0)
           AS adjustment_nano_usd
FROM call
LEFT JOIN attempt ON attempt.call = call.number
WHERE call.outcome IS NOT NULL;
