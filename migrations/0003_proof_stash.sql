-- What: what a model wants back of its reasoning, for clients whose protocol can't carry it, by the calls of tools
-- that it belongs to.
-- Why: providers refuse, or answer worse, when signatures of thinking don't come back with the results of tools.

-- Bounded in rows, bytes and age; the oldest go first.
CREATE TABLE proof_stash (
    number       INTEGER PRIMARY KEY,
    -- The first 16 bytes of HMAC-SHA-256 of the call's id under a key of the client: no client finds another's.
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    client       INTEGER NOT NULL,
    -- Envelopes under the same key, one after the other, each behind its length in four bytes.
    sealed       BLOB    NOT NULL,
    sealed_bytes INTEGER NOT NULL CHECK (sealed_bytes = length(sealed)),
    made_at_ms   INTEGER NOT NULL
) STRICT;

CREATE INDEX proof_stash_age ON proof_stash (made_at_ms, number, sealed_bytes);
