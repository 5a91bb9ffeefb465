-- What: policies, limits, budgets, versions and claims of tokens, and the decision that each call was let through or
-- refused by.
-- Why: what a client may do changes over time, and a call must be explained by what held when it came; so nothing here
-- is written over: a definition that is replaced is ended, and a budget's window is balanced in the call's transaction.

-- A policy file as it was put, by name; `body` is its JSON.
CREATE TABLE policy (
    number        INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    version       INTEGER NOT NULL CHECK (version >= 1),
    body          TEXT    NOT NULL CHECK (length(body) <= 262144),
    created_at_ms INTEGER NOT NULL,
    ended_at_ms   INTEGER,
    UNIQUE (name, version)
) STRICT;

CREATE UNIQUE INDEX policy_current ON policy (name) WHERE ended_at_ms IS NULL;

-- Which policy a client has, by the policy's name: a new version of it holds from the next call on.
CREATE TABLE client_policy (
    number        INTEGER PRIMARY KEY,
    client        INTEGER NOT NULL REFERENCES client (number),
    policy        TEXT    NOT NULL,
    created_at_ms INTEGER NOT NULL,
    ended_at_ms   INTEGER
) STRICT;

CREATE UNIQUE INDEX client_policy_current ON client_policy (client) WHERE ended_at_ms IS NULL;

-- How much may happen at once; NULL limits nothing.
CREATE TABLE rate_limit (
    number              INTEGER PRIMARY KEY,
    kind                TEXT    NOT NULL CHECK (kind = 'client' OR kind = 'token'),
    subject             INTEGER NOT NULL,
    requests_per_minute INTEGER CHECK (requests_per_minute >= 0),
    tokens_per_minute   INTEGER CHECK (tokens_per_minute >= 0),
    parallel_calls      INTEGER CHECK (parallel_calls >= 0),
    created_at_ms       INTEGER NOT NULL,
    ended_at_ms         INTEGER
) STRICT;

CREATE UNIQUE INDEX rate_limit_current ON rate_limit (kind, subject) WHERE ended_at_ms IS NULL;

-- A budget of a subject and a period is one for ever, whatever its limit: its windows go on through every change.
CREATE TABLE budget (
    number        INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE CHECK (length(id) = 12 AND id NOT GLOB '*[^0-9a-z]*'),
    kind          TEXT    NOT NULL CHECK (kind = 'client' OR kind = 'token'),
    subject       INTEGER NOT NULL,
    period        TEXT    NOT NULL
        CHECK (period = 'day' OR period = 'week' OR period = 'month' OR period = 'total'),
    created_at_ms INTEGER NOT NULL,
    ended_at_ms   INTEGER
) STRICT;

CREATE UNIQUE INDEX budget_current ON budget (kind, subject, period) WHERE ended_at_ms IS NULL;

-- What a budget was set to, the newest version last. `warn_at` are ascending percentages as a JSON array.
CREATE TABLE budget_version (
    budget              INTEGER NOT NULL REFERENCES budget (number),
    version             INTEGER NOT NULL CHECK (version >= 1),
    limit_nano_usd      INTEGER NOT NULL CHECK (limit_nano_usd >= 0),
    zone                TEXT    NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
    is_hard             INTEGER NOT NULL CHECK (is_hard IN (0, 1)),
    warn_at             TEXT    NOT NULL,
    raised_nano_usd     INTEGER CHECK (raised_nano_usd >= 0),
    raised_until_ms     INTEGER,
    created_at_ms       INTEGER NOT NULL,
    PRIMARY KEY (budget, version),
    CHECK ((raised_nano_usd IS NULL) = (raised_until_ms IS NULL))
) STRICT, WITHOUT ROWID;

-- What was spent and is held in one window of a budget. `opened_nano_usd` is the part of it that calls had cost before
-- the budget was set.
CREATE TABLE budget_window (
    budget          INTEGER NOT NULL REFERENCES budget (number),
    start_ms        INTEGER NOT NULL,
    opened_nano_usd INTEGER NOT NULL CHECK (opened_nano_usd >= 0),
    spent_nano_usd  INTEGER NOT NULL CHECK (spent_nano_usd >= 0),
    held_nano_usd   INTEGER NOT NULL CHECK (held_nano_usd >= 0),
    -- The highest percentage of the limit that was warned of.
    warned_percent  INTEGER,
    PRIMARY KEY (budget, start_ms)
) STRICT, WITHOUT ROWID;

-- The windows that calls count in, each combination once; a call names its combination, so that it is settled where
-- it was held, whatever changed meanwhile. `windows` is `budget@start` for each, in order.
CREATE TABLE budget_scope (
    number  INTEGER PRIMARY KEY,
    windows TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE budget_scope_window (
    scope    INTEGER NOT NULL REFERENCES budget_scope (number),
    budget   INTEGER NOT NULL REFERENCES budget (number),
    start_ms INTEGER NOT NULL,
    PRIMARY KEY (scope, budget)
) STRICT, WITHOUT ROWID;

-- What was decided of calls, each rule and reason once.
CREATE TABLE decision (
    number INTEGER PRIMARY KEY,
    rule   TEXT NOT NULL,
    reason TEXT NOT NULL CHECK (length(reason) <= 1024),
    UNIQUE (rule, reason)
) STRICT;

ALTER TABLE call ADD COLUMN decision INTEGER;
ALTER TABLE call ADD COLUMN budget_scope INTEGER;

CREATE TRIGGER call_is_decided_once
BEFORE UPDATE OF decision, budget_scope ON call
WHEN OLD.decision IS NOT NULL OR OLD.budget_scope IS NOT NULL OR OLD.outcome IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a call is decided once');
END;

-- Calls of known tokens that a limit refused, beyond the first of a minute, which has a row of its own.
CREATE TABLE limit_refusal (
    minute_ms INTEGER NOT NULL,
    client    INTEGER NOT NULL,
    token     INTEGER NOT NULL,
    rule      TEXT    NOT NULL,
    refusals  INTEGER NOT NULL CHECK (refusals >= 1),
    PRIMARY KEY (minute_ms, token, rule)
) STRICT, WITHOUT ROWID;

-- A rotation that is repeated with the same key replaces the version it made, as long as nobody used it.
ALTER TABLE token_version ADD COLUMN idempotency_key TEXT CHECK (length(idempotency_key) BETWEEN 1 AND 128);
ALTER TABLE token_version ADD COLUMN used_at_ms INTEGER;

-- A code that yields a token's secret once. Only its keyed digest is kept; what else is tried with it is counted.
CREATE TABLE token_claim (
    number           INTEGER PRIMARY KEY,
    token            INTEGER NOT NULL REFERENCES token (number),
    digest           BLOB    NOT NULL UNIQUE CHECK (length(digest) = 32),
    created_at_ms    INTEGER NOT NULL,
    expires_at_ms    INTEGER NOT NULL,
    claimed_at_ms    INTEGER,
    claimed_from     TEXT,
    refusals         INTEGER NOT NULL DEFAULT 0 CHECK (refusals >= 0),
    refused_at_ms    INTEGER,
    refused_from     TEXT
) STRICT;
