-- What: bodies of calls whose policy keeps them, redacted and sealed.
-- Why: they are in a file of their own, so that the ledger stays small and whole when they are erased, and so that a copy of
-- the ledger holds none.

-- Each row has a key of its own, sealed by its client's content key (`content_key` in the ledger); salt and bodies are sealed
-- under it and bound to the call's id. A body is a list of envelopes of at most 64 KiB, each behind its length in four bytes,
-- bound to its place and to whether it is the last.
CREATE TABLE content (
    number        INTEGER PRIMARY KEY,
    call_id       BLOB    NOT NULL UNIQUE CHECK (length(call_id) = 16),
    client        INTEGER NOT NULL,
    key_version   INTEGER NOT NULL,
    wrapped_key   BLOB    NOT NULL,
    salt          BLOB    NOT NULL,
    request       BLOB    NOT NULL,
    answer        BLOB    NOT NULL,
    is_stream     INTEGER NOT NULL CHECK (is_stream IN (0, 1)),
    -- The answer was longer than is kept, or the rest was never read.
    is_cut        INTEGER NOT NULL CHECK (is_cut IN (0, 1)),
    kept_at_ms    INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX content_expiry ON content (expires_at_ms);
CREATE INDEX content_client ON content (client);
