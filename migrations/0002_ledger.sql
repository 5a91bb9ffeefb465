-- What: calls, attempts, balances and roll-ups: who used which key, for what, at what cost.
-- Why: a call is written before its first byte leaves and settled before its last byte returns, so that a kill
-- at any moment loses nothing; sums live in the same transactions, so that every report is the same integers.

-- One row for each request of a known client. `number` orders calls; `id` is a UUID of version 7, so that its
-- index also answers for time. A row is open while `outcome` is NULL, and is written once more, when it ends.
CREATE TABLE call (
    number        INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    client        INTEGER NOT NULL,
    token         INTEGER NOT NULL,
    dialect       TEXT    NOT NULL CHECK (dialect = 'openai-chat' OR dialect = 'openai-responses' OR dialect = 'anthropic' OR dialect = 'gemini'),
    endpoint      TEXT    NOT NULL,
    model         TEXT    NOT NULL,
    is_stream     INTEGER NOT NULL CHECK (is_stream IN (0, 1)),
    began_at_ms   INTEGER NOT NULL,
    request_bytes INTEGER NOT NULL CHECK (request_bytes >= 0),
    outcome       TEXT             CHECK (outcome = 'ok' OR outcome = 'refused' OR outcome = 'failed' OR outcome = 'client_closed' OR outcome = 'abandoned'),
    code          TEXT,
    status        INTEGER,
    cost_nano_usd INTEGER          CHECK (cost_nano_usd >= 0),
    ended_at_ms   INTEGER
) STRICT;

-- Every call with a number below `floor` has an outcome: recovery begins there. Raised now and then; an index of open
-- calls would cost each call two changes more.
CREATE TABLE recovery (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    floor INTEGER NOT NULL CHECK (floor >= 0)
) STRICT;

INSERT INTO recovery (one, floor) VALUES (1, 0);

CREATE TRIGGER call_is_written_once
BEFORE UPDATE ON call
WHEN OLD.outcome IS NOT NULL
  OR NEW.outcome IS NULL
  OR NEW.number IS NOT OLD.number
  OR NEW.id IS NOT OLD.id
  OR NEW.client IS NOT OLD.client
  OR NEW.token IS NOT OLD.token
  OR NEW.model IS NOT OLD.model
  OR NEW.began_at_ms IS NOT OLD.began_at_ms
BEGIN
    SELECT RAISE(ABORT, 'a call is settled once');
END;

-- One row for each try at an upstream, written with its hold before the try leaves. `hold_nano_usd` counts in the
-- balances while `outcome` is NULL.
CREATE TABLE attempt (
    call                  INTEGER NOT NULL REFERENCES call (number),
    ordinal               INTEGER NOT NULL CHECK (ordinal >= 1),
    id                    BLOB    NOT NULL CHECK (length(id) = 16),
    upstream              INTEGER NOT NULL,
    key_version           INTEGER NOT NULL,
    model_sent            TEXT    NOT NULL,
    price                 INTEGER,
    began_at_ms           INTEGER NOT NULL,
    hold_nano_usd         INTEGER NOT NULL CHECK (hold_nano_usd >= 0),
    outcome               TEXT             CHECK (outcome = 'ok' OR outcome = 'failed' OR outcome = 'broken' OR outcome = 'client_closed' OR outcome = 'abandoned'),
    code                  TEXT,
    status                INTEGER,
    model_served          TEXT,
    tier_served           TEXT,
    provider_id           TEXT,
    usage_source          TEXT             CHECK (usage_source = 'reported' OR usage_source = 'estimated' OR usage_source = 'none'),
    fresh_input_tokens    INTEGER          CHECK (fresh_input_tokens >= 0),
    cache_read_tokens     INTEGER          CHECK (cache_read_tokens >= 0),
    cache_write_5m_tokens INTEGER          CHECK (cache_write_5m_tokens >= 0),
    cache_write_1h_tokens INTEGER          CHECK (cache_write_1h_tokens >= 0),
    visible_output_tokens INTEGER          CHECK (visible_output_tokens >= 0),
    reasoning_tokens      INTEGER          CHECK (reasoning_tokens >= 0),
    audio_input_tokens    INTEGER          CHECK (audio_input_tokens >= 0),
    audio_output_tokens   INTEGER          CHECK (audio_output_tokens >= 0),
    images                INTEGER          CHECK (images >= 0),
    searches              INTEGER          CHECK (searches >= 0),
    cost_nano_usd         INTEGER          CHECK (cost_nano_usd >= 0),
    is_over_hold          INTEGER          CHECK (is_over_hold IN (0, 1)),
    first_byte_ms         INTEGER,
    total_ms              INTEGER,
    PRIMARY KEY (call, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER attempt_is_written_once
BEFORE UPDATE ON attempt
WHEN OLD.outcome IS NOT NULL
  OR NEW.outcome IS NULL
  OR NEW.call IS NOT OLD.call
  OR NEW.ordinal IS NOT OLD.ordinal
  OR NEW.id IS NOT OLD.id
  OR NEW.upstream IS NOT OLD.upstream
  OR NEW.key_version IS NOT OLD.key_version
  OR NEW.price IS NOT OLD.price
  OR NEW.hold_nano_usd IS NOT OLD.hold_nano_usd
BEGIN
    SELECT RAISE(ABORT, 'an attempt is settled once');
END;

CREATE TRIGGER call_stays BEFORE DELETE ON call
BEGIN
    SELECT RAISE(ABORT, 'calls are not deleted');
END;

CREATE TRIGGER attempt_stays BEFORE DELETE ON attempt
BEGIN
    SELECT RAISE(ABORT, 'attempts are not deleted');
END;

-- What each client, token and key version has spent, and holds for attempts that are under way.
CREATE TABLE balance (
    kind           TEXT    NOT NULL CHECK (kind = 'client' OR kind = 'token' OR kind = 'key_version'),
    subject        INTEGER NOT NULL,
    spent_nano_usd INTEGER NOT NULL CHECK (spent_nano_usd >= 0),
    held_nano_usd  INTEGER NOT NULL CHECK (held_nano_usd >= 0),
    PRIMARY KEY (kind, subject)
) STRICT, WITHOUT ROWID;

-- Ended calls by the UTC hour they began in. `calls` counts a call once, at its last attempt; the other columns
-- are sums over attempts. A refused call has no upstream and no key version: 0.
CREATE TABLE roll_up_hour (
    hour_ms               INTEGER NOT NULL,
    client                INTEGER NOT NULL,
    token                 INTEGER NOT NULL,
    key_version           INTEGER NOT NULL,
    model                 TEXT    NOT NULL,
    upstream              INTEGER NOT NULL,
    status                TEXT    NOT NULL,
    calls                 INTEGER NOT NULL,
    attempts              INTEGER NOT NULL,
    estimated             INTEGER NOT NULL,
    fresh_input_tokens    INTEGER NOT NULL,
    cache_read_tokens     INTEGER NOT NULL,
    cache_write_5m_tokens INTEGER NOT NULL,
    cache_write_1h_tokens INTEGER NOT NULL,
    visible_output_tokens INTEGER NOT NULL,
    reasoning_tokens      INTEGER NOT NULL,
    audio_input_tokens    INTEGER NOT NULL,
    audio_output_tokens   INTEGER NOT NULL,
    images                INTEGER NOT NULL,
    searches              INTEGER NOT NULL,
    cost_nano_usd         INTEGER NOT NULL,
    PRIMARY KEY (hour_ms, client, token, key_version, model, upstream, status)
) STRICT, WITHOUT ROWID;

-- The same by UTC day.
CREATE TABLE roll_up_day (
    day_ms                INTEGER NOT NULL,
    client                INTEGER NOT NULL,
    token                 INTEGER NOT NULL,
    key_version           INTEGER NOT NULL,
    model                 TEXT    NOT NULL,
    upstream              INTEGER NOT NULL,
    status                TEXT    NOT NULL,
    calls                 INTEGER NOT NULL,
    attempts              INTEGER NOT NULL,
    estimated             INTEGER NOT NULL,
    fresh_input_tokens    INTEGER NOT NULL,
    cache_read_tokens     INTEGER NOT NULL,
    cache_write_5m_tokens INTEGER NOT NULL,
    cache_write_1h_tokens INTEGER NOT NULL,
    visible_output_tokens INTEGER NOT NULL,
    reasoning_tokens      INTEGER NOT NULL,
    audio_input_tokens    INTEGER NOT NULL,
    audio_output_tokens   INTEGER NOT NULL,
    images                INTEGER NOT NULL,
    searches              INTEGER NOT NULL,
    cost_nano_usd         INTEGER NOT NULL,
    PRIMARY KEY (day_ms, client, token, key_version, model, upstream, status)
) STRICT, WITHOUT ROWID;

-- Refusals before anybody was known, gathered by minute so that a stranger can't fill the disk. `network` is the
-- first 24 bits of an IPv4 address, 48 of an IPv6 address, or 'other' beyond 64 networks in a minute.
CREATE TABLE stranger (
    minute_ms INTEGER NOT NULL,
    cause     TEXT    NOT NULL,
    network   TEXT    NOT NULL,
    refusals  INTEGER NOT NULL CHECK (refusals > 0),
    PRIMARY KEY (minute_ms, cause, network)
) STRICT, WITHOUT ROWID;

-- Ended calls in the shape of the roll-ups, one row for each attempt (or one for a call without any): what the
-- roll-ups must sum to, and where the hours at the edge of a report come from.
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
       IFNULL(attempt.cost_nano_usd, 0) AS cost_nano_usd
FROM call
LEFT JOIN attempt ON attempt.call = call.number
WHERE call.outcome IS NOT NULL;
