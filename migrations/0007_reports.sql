-- What: sums for reports beside the roll-ups (months, totals and shares of days, latencies, refusals), and what was pruned.
-- Why: a report over ten million calls must answer at once, and rows that are too old to keep must leave without the
-- books losing a nano-dollar. A call itself pays for one more row only, that of its latency; days, months and totals
-- are folded from the hours.

-- What prompt caches saved: the same usage at fresh input's rate, less the cost. Below zero where writes cost more.
ALTER TABLE attempt ADD COLUMN cache_saved_nano_usd INTEGER;
ALTER TABLE roll_up_hour ADD COLUMN cache_saved_nano_usd INTEGER NOT NULL DEFAULT 0;
ALTER TABLE roll_up_day ADD COLUMN cache_saved_nano_usd INTEGER NOT NULL DEFAULT 0;

-- Attempts that had, in part or whole, no price.
ALTER TABLE roll_up_hour ADD COLUMN unpriced INTEGER NOT NULL DEFAULT 0;
ALTER TABLE roll_up_day ADD COLUMN unpriced INTEGER NOT NULL DEFAULT 0;

-- Hours before `below_ms` are counted in days, months and totals; later ones are folded into them as they pass. A call
-- that ends after its hour was folded is added to all.
CREATE TABLE fold (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    below_ms INTEGER NOT NULL CHECK (below_ms % 3600000 = 0)
) STRICT;

INSERT INTO fold (one, below_ms) VALUES (1, 0);

DELETE FROM roll_up_day;

-- The hours by UTC month.
CREATE TABLE roll_up_month (
    month_ms              INTEGER NOT NULL,
    client                INTEGER NOT NULL,
    token                 INTEGER NOT NULL,
    key_version           INTEGER NOT NULL,
    model                 TEXT    NOT NULL,
    upstream              INTEGER NOT NULL,
    status                TEXT    NOT NULL,
    calls                 INTEGER NOT NULL,
    attempts              INTEGER NOT NULL,
    estimated             INTEGER NOT NULL,
    unpriced              INTEGER NOT NULL,
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
    cache_saved_nano_usd  INTEGER NOT NULL,
    PRIMARY KEY (month_ms, client, token, key_version, model, upstream, status)
) STRICT, WITHOUT ROWID;

-- All of a UTC day, by how calls ended.
CREATE TABLE roll_up_total (
    day_ms                INTEGER NOT NULL,
    status                TEXT    NOT NULL,
    calls                 INTEGER NOT NULL,
    attempts              INTEGER NOT NULL,
    estimated             INTEGER NOT NULL,
    unpriced              INTEGER NOT NULL,
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
    cache_saved_nano_usd  INTEGER NOT NULL,
    PRIMARY KEY (day_ms, status)
) STRICT, WITHOUT ROWID;

-- The same by one dimension at a time, by UTC day: `subject` is its number, or a model's name.
CREATE TABLE roll_up_share_day (
    kind                  TEXT    NOT NULL
        CHECK (kind = 'client' OR kind = 'token' OR kind = 'key_version' OR kind = 'model' OR kind = 'upstream'),
    day_ms                INTEGER NOT NULL,
    subject               ANY     NOT NULL,
    status                TEXT    NOT NULL,
    calls                 INTEGER NOT NULL,
    attempts              INTEGER NOT NULL,
    estimated             INTEGER NOT NULL,
    unpriced              INTEGER NOT NULL,
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
    cache_saved_nano_usd  INTEGER NOT NULL,
    adjustment_nano_usd   INTEGER NOT NULL,
    PRIMARY KEY (kind, day_ms, subject, status)
) STRICT, WITHOUT ROWID;

-- And by UTC month.
CREATE TABLE roll_up_share_month (
    kind                  TEXT    NOT NULL
        CHECK (kind = 'client' OR kind = 'token' OR kind = 'key_version' OR kind = 'model' OR kind = 'upstream'),
    month_ms              INTEGER NOT NULL,
    subject               ANY     NOT NULL,
    status                TEXT    NOT NULL,
    calls                 INTEGER NOT NULL,
    attempts              INTEGER NOT NULL,
    estimated             INTEGER NOT NULL,
    unpriced              INTEGER NOT NULL,
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
    cache_saved_nano_usd  INTEGER NOT NULL,
    adjustment_nano_usd   INTEGER NOT NULL,
    PRIMARY KEY (kind, month_ms, subject, status)
) STRICT, WITHOUT ROWID;

-- The bounds of latencies' classes, five for each power of ten: above the one, up to the other.
CREATE TABLE latency_class (
    upto_ms  INTEGER PRIMARY KEY,
    above_ms INTEGER NOT NULL CHECK (above_ms < upto_ms)
) STRICT;

INSERT INTO latency_class (above_ms, upto_ms) VALUES
    (-1, 1), (1, 2), (2, 3), (3, 4), (4, 6), (6, 10), (10, 16), (16, 25), (25, 40), (40, 63), (63, 100), (100, 160),
    (160, 250), (250, 400), (400, 630), (630, 1000), (1000, 1600), (1600, 2500), (2500, 4000), (4000, 6300),
    (6300, 10000), (10000, 16000), (16000, 25000), (25000, 40000), (40000, 63000), (63000, 100000), (100000, 160000),
    (160000, 250000), (250000, 400000), (400000, 630000), (630000, 1000000), (1000000, 9223372036854775807);

-- How long attempts took, by the UTC day their call began on: how many fell into which class of time to the first byte
-- and of time in all. `first_upto_ms` is 0 where no byte came; `code` is '' where all went well.
CREATE TABLE roll_up_latency (
    day_ms        INTEGER NOT NULL,
    upstream      INTEGER NOT NULL,
    outcome       TEXT    NOT NULL,
    code          TEXT    NOT NULL,
    first_upto_ms INTEGER NOT NULL,
    total_upto_ms INTEGER NOT NULL,
    attempts      INTEGER NOT NULL,
    PRIMARY KEY (day_ms, upstream, outcome, code, first_upto_ms, total_upto_ms)
) STRICT, WITHOUT ROWID;

INSERT INTO roll_up_latency (day_ms, upstream, outcome, code, first_upto_ms, total_upto_ms, attempts)
SELECT call.began_at_ms / 86400000 * 86400000, attempt.upstream, attempt.outcome, IFNULL(attempt.code, ''),
       IFNULL((SELECT MIN(upto_ms) FROM latency_class WHERE upto_ms >= attempt.first_byte_ms), 0),
       (SELECT MIN(upto_ms) FROM latency_class WHERE upto_ms >= IFNULL(attempt.total_ms, 0)),
       COUNT(*)
FROM attempt
JOIN call ON call.number = attempt.call
WHERE attempt.outcome IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6;

-- Calls that were refused, by the rule that did; those that limits refused beyond the first of a minute are in
-- `limit_refusal`.
CREATE TABLE roll_up_refusal (
    day_ms   INTEGER NOT NULL,
    client   INTEGER NOT NULL,
    rule     TEXT    NOT NULL,
    code     TEXT    NOT NULL,
    refusals INTEGER NOT NULL,
    PRIMARY KEY (day_ms, client, rule, code)
) STRICT, WITHOUT ROWID;

INSERT INTO roll_up_refusal (day_ms, client, rule, code, refusals)
SELECT call.began_at_ms / 86400000 * 86400000, call.client, IFNULL(decision.rule, ''), IFNULL(call.code, ''), COUNT(*)
FROM call
LEFT JOIN decision ON decision.number = call.decision
WHERE call.outcome = 'refused'
GROUP BY 1, 2, 3, 4;

-- Rows of calls that began before `below_ms` may be deleted, and only they; what was deleted stays in these sums and
-- in the roll-ups.
CREATE TABLE pruned (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    below_ms      INTEGER NOT NULL CHECK (below_ms % 3600000 = 0),
    calls         INTEGER NOT NULL CHECK (calls >= 0),
    attempts      INTEGER NOT NULL CHECK (attempts >= 0),
    cost_nano_usd INTEGER NOT NULL CHECK (cost_nano_usd >= 0)
) STRICT;

INSERT INTO pruned (one, below_ms, calls, attempts, cost_nano_usd) VALUES (1, 0, 0, 0, 0);

CREATE TRIGGER pruned_only_grows
BEFORE UPDATE ON pruned
WHEN NEW.below_ms < OLD.below_ms OR NEW.calls < OLD.calls OR NEW.attempts < OLD.attempts
    OR NEW.cost_nano_usd < OLD.cost_nano_usd
BEGIN
    SELECT RAISE(ABORT, 'what was pruned stays pruned');
END;

-- What deleted rows had cost, for the sums that are compared with rows: `start_ms` is a budget's window, else 0.
CREATE TABLE pruned_cost (
    kind           TEXT    NOT NULL
        CHECK (kind = 'client' OR kind = 'token' OR kind = 'key_version' OR kind = 'budget'),
    subject        INTEGER NOT NULL,
    start_ms       INTEGER NOT NULL,
    spent_nano_usd INTEGER NOT NULL CHECK (spent_nano_usd >= 0),
    PRIMARY KEY (kind, subject, start_ms)
) STRICT, WITHOUT ROWID;

DROP TRIGGER call_stays;
DROP TRIGGER attempt_stays;

CREATE TRIGGER call_stays BEFORE DELETE ON call
WHEN OLD.outcome IS NULL OR OLD.began_at_ms >= (SELECT below_ms FROM pruned)
BEGIN
    SELECT RAISE(ABORT, 'calls are not deleted before their time');
END;

CREATE TRIGGER attempt_stays BEFORE DELETE ON attempt
WHEN OLD.outcome IS NULL
    OR (SELECT began_at_ms FROM call WHERE number = OLD.call) >= (SELECT below_ms FROM pruned)
BEGIN
    SELECT RAISE(ABORT, 'attempts are not deleted before their time');
END;

-- As before, with the new sums.
DROP VIEW usage_row;

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
       IFNULL(attempt.cache_saved_nano_usd, 0) AS cache_saved_nano_usd
FROM call
LEFT JOIN attempt ON attempt.call = call.number
WHERE call.outcome IS NOT NULL;
