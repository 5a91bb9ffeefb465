-- What: the transparency log: the hashes of its leaves and of the tree over them, its signed checkpoints, what operators and
-- Bursar did besides calls, and where in the log each row's leaf is.
-- Why: nobody can change what was written without the root showing it (RFC 6962); a leaf's bytes aren't kept, they are made
-- again from the rows, so that the log costs 32 bytes an entry.

-- The log itself. `text_key` binds leaves to texts that stand in rows only: without it nobody can try texts against an
-- exported leaf. Calls up to `calls_before` are older than the log. Rows of entries below `minimum_index` may be gone.
CREATE TABLE journal (
    one           INTEGER PRIMARY KEY CHECK (one = 1),
    origin        TEXT    NOT NULL CHECK (length(origin) BETWEEN 1 AND 200),
    text_key      BLOB    NOT NULL CHECK (length(text_key) = 32),
    -- The Ed25519 key that signs, once there is one; its seed is the service key `ledger-seed`.
    public_key    BLOB             CHECK (length(public_key) = 32),
    calls_before  INTEGER NOT NULL,
    minimum_index INTEGER NOT NULL DEFAULT 0 CHECK (minimum_index >= 0),
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TRIGGER journal_stays_the_same
BEFORE UPDATE ON journal
WHEN NEW.origin IS NOT OLD.origin
  OR NEW.text_key IS NOT OLD.text_key
  OR NEW.calls_before IS NOT OLD.calls_before
  OR NEW.minimum_index < OLD.minimum_index
BEGIN
    SELECT RAISE(ABORT, 'the log is founded once');
END;

-- Hashes of leaves, 32 bytes each, as commits brought them; `first` is the index of the first. Once there are 256 from a
-- multiple of 256 on, they go into a tile.
CREATE TABLE leaf_group (
    first  INTEGER PRIMARY KEY CHECK (first >= 0),
    hashes BLOB    NOT NULL CHECK (length(hashes) > 0 AND length(hashes) % 32 = 0)
) STRICT;

-- Tiles of C2SP's tlog-tiles: 256 hashes; level 0 are leaves, a hash of the next level stands for a tile. Tiles of level 0
-- are complete; the last one of each higher level grows.
CREATE TABLE tile (
    level  INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    number INTEGER NOT NULL CHECK (number >= 0),
    hashes BLOB    NOT NULL CHECK (length(hashes) > 0 AND length(hashes) <= 8192 AND length(hashes) % 32 = 0),
    PRIMARY KEY (level, number)
) STRICT;

-- What was signed: C2SP checkpoints with the signatures of this log and of its witnesses.
CREATE TABLE checkpoint (
    size         INTEGER PRIMARY KEY CHECK (size >= 0),
    root         BLOB    NOT NULL CHECK (length(root) = 32),
    note         TEXT    NOT NULL,
    signed_at_ms INTEGER NOT NULL
) STRICT;

-- What happened besides calls: who did what, and the rows it changed, before and after, without secrets. The leaf holds
-- `commitment`, SHA-256 of 0x02, `salt` and `detail`.
CREATE TABLE event (
    number     INTEGER PRIMARY KEY,
    entry      INTEGER NOT NULL UNIQUE,
    at_ms      INTEGER NOT NULL,
    -- The use case (`client.add`) or Bursar's own word for it (`house.change`).
    kind       TEXT    NOT NULL CHECK (length(kind) BETWEEN 1 AND 64),
    -- `operator:UID`, `client` or `bursar`.
    actor      TEXT    NOT NULL CHECK (length(actor) BETWEEN 1 AND 64),
    salt       BLOB    NOT NULL CHECK (length(salt) = 32),
    commitment BLOB    NOT NULL CHECK (length(commitment) = 32),
    detail     TEXT    NOT NULL
) STRICT;

CREATE TRIGGER event_is_written_once BEFORE UPDATE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are not changed');
END;

CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN
    SELECT RAISE(ABORT, 'events are not deleted');
END;

-- Where the leaves are: of the call's intent, with its first try, and of its outcome, with its last try. A refused call has
-- one leaf for both. NULL in calls that are older than the log.
ALTER TABLE call ADD COLUMN entry INTEGER;
ALTER TABLE call ADD COLUMN outcome_entry INTEGER;

-- Of further tries: the leaf of the try's intent, and that of its end when another try followed. NULL where the call's own
-- leaves cover it.
ALTER TABLE attempt ADD COLUMN entry INTEGER;
ALTER TABLE attempt ADD COLUMN outcome_entry INTEGER;

-- What calls name by number is bound too.
ALTER TABLE decision ADD COLUMN entry INTEGER;
ALTER TABLE budget_scope ADD COLUMN entry INTEGER;

-- All that a leaf covers is written once.
CREATE TRIGGER call_leaf_is_written_once
BEFORE UPDATE OF dialect, endpoint, is_stream, request_bytes, entry ON call
BEGIN
    SELECT RAISE(ABORT, 'what a leaf covers is written once');
END;

CREATE TRIGGER attempt_leaf_is_written_once
BEFORE UPDATE OF model_sent, began_at_ms, entry ON attempt
BEGIN
    SELECT RAISE(ABORT, 'what a leaf covers is written once');
END;

CREATE TRIGGER decision_is_written_once BEFORE UPDATE ON decision
BEGIN
    SELECT RAISE(ABORT, 'a decision is written once');
END;

CREATE TRIGGER budget_scope_is_written_once BEFORE UPDATE ON budget_scope
BEGIN
    SELECT RAISE(ABORT, 'a budget''s scope is written once');
END;
