-- What: discounts of single keys, margins of clients, and what comparisons with providers' exports found.
-- Why: a contract is often one key's; what a client is charged is not what its calls cost; and a difference that was found
-- is worth more when the next report shows it than when it has scrolled away. Nothing here changes what was booked.

-- A factor of one key holds in the place of its upstream's; NULL for the upstream's own.
ALTER TABLE price_factor ADD COLUMN key INTEGER REFERENCES upstream_key (number);

DROP INDEX price_factor_current;

CREATE UNIQUE INDEX price_factor_current ON price_factor (upstream, ifnull(key, 0)) WHERE ended_at_ms IS NULL;

-- The fraction that a client's costs are multiplied by for what it is charged, from the beginning of a UTC month on, for
-- itself and for the clients below it that have none of their own. A later row of the same month takes its place.
CREATE TABLE client_margin (
    number        INTEGER PRIMARY KEY,
    client        INTEGER NOT NULL REFERENCES client (number),
    from_ms       INTEGER NOT NULL,
    numerator     INTEGER NOT NULL CHECK (numerator BETWEEN 0 AND 1000000),
    denominator   INTEGER NOT NULL CHECK (denominator BETWEEN 1 AND 1000000),
    created_at_ms INTEGER NOT NULL,
    ended_at_ms   INTEGER
) STRICT;

CREATE UNIQUE INDEX client_margin_current ON client_margin (client, from_ms) WHERE ended_at_ms IS NULL;

-- One comparison of the ledger with a provider's export.
CREATE TABLE reconciliation (
    number     INTEGER PRIMARY KEY,
    upstream   INTEGER NOT NULL REFERENCES upstream (number),
    -- What the file was, such as `openai-usage`, and its digest.
    form       TEXT    NOT NULL CHECK (length(form) BETWEEN 1 AND 64),
    sha256     BLOB    NOT NULL CHECK (length(sha256) = 32),
    -- Days of keys and models that agree, and those that don't, kept here or not.
    same       INTEGER NOT NULL CHECK (same >= 0),
    differing  INTEGER NOT NULL CHECK (differing >= 0),
    -- Did the file say that it has further pages, which weren't in it?
    is_part    INTEGER NOT NULL CHECK (is_part IN (0, 1)),
    made_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX reconciliation_upstream ON reconciliation (upstream);

-- What differed, the largest number of lines aside. Costs are rounded to the nano-dollar, half up; NULL where a side tells
-- none.
CREATE TABLE reconciliation_difference (
    reconciliation  INTEGER NOT NULL REFERENCES reconciliation (number),
    ordinal         INTEGER NOT NULL CHECK (ordinal >= 1),
    day_ms          INTEGER NOT NULL,
    key             TEXT,
    model           TEXT,
    kind            TEXT    NOT NULL
        CHECK (kind IN ('missing_here', 'missing_there', 'price', 'tier', 'rounding', 'unknown')),
    here_nano_usd   INTEGER,
    there_nano_usd  INTEGER,
    note            TEXT,
    PRIMARY KEY (reconciliation, ordinal)
) STRICT, WITHOUT ROWID;
