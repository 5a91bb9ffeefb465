-- What: responses that providers keep: which client each belongs to, and the upstream and key that made it.
-- Why: an id alone opens a response to whoever shares the provider's key, so Bursar hands on only those that it knows to
-- be the asker's, and only with the key that can find them.

-- One row for each response whose request let the provider store it, written with the call's settlement. `response` is
-- the SHA-256 of the provider's id; `key` is NULL for a server that takes none; `restoration`
-- is what redaction replaced in the conversation so far, sealed under a key of its client, NULL for nothing. Rows past
-- `expires_at_ms` are as good as gone, and are deleted as new ones come.
CREATE TABLE stored_response (
    response      BLOB    NOT NULL CHECK (length(response) = 32),
    upstream      INTEGER NOT NULL,
    client        INTEGER NOT NULL,
    key           INTEGER,
    model         TEXT    NOT NULL CHECK (length(model) BETWEEN 1 AND 256),
    made_at_ms    INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL CHECK (expires_at_ms > made_at_ms),
    restoration   BLOB    CHECK (length(restoration) BETWEEN 1 AND 65536),
    PRIMARY KEY (response, upstream)
) STRICT, WITHOUT ROWID;

-- Which are past their end.
CREATE INDEX stored_response_expiry ON stored_response (expires_at_ms);
