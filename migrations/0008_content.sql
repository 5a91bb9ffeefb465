-- What: what redaction found in calls, by call and by detector and day; the keys that kept content is sealed under; what was
-- erased.
-- Why: an operator must see what is taken out without seeing what it was, and a person's data must go for good while the
-- ledger stays whole: the bodies are in a file of their own, and without the client's content key nobody reads them.

-- `{"tokenise:email":2,"mask:phone":1}`: action and detector of each finding in the request, how often; NULL for none.
ALTER TABLE call ADD COLUMN findings TEXT CHECK (findings GLOB '{"*}');
-- The same of the answer; `note:` names what may not fit the restored text.
ALTER TABLE call ADD COLUMN reply_findings TEXT CHECK (reply_findings GLOB '{"*}');
-- HMAC-SHA-256 of the kept bodies under a salt that is kept with them; NULL when policy keeps none.
ALTER TABLE call ADD COLUMN content_commitment BLOB CHECK (length(content_commitment) = 32);

CREATE TRIGGER call_findings_are_written_once
BEFORE UPDATE OF findings ON call
BEGIN
    SELECT RAISE(ABORT, 'what was found is written with the call');
END;

-- Findings by the UTC day the call began in. `calls` are those with at least one finding of that kind.
CREATE TABLE detector_day (
    day_ms   INTEGER NOT NULL,
    client   INTEGER NOT NULL,
    detector TEXT    NOT NULL,
    action   TEXT    NOT NULL CHECK (action = 'tokenise' OR action = 'mask' OR action = 'block'),
    side     TEXT    NOT NULL CHECK (side = 'request' OR side = 'reply'),
    findings INTEGER NOT NULL CHECK (findings > 0),
    calls    INTEGER NOT NULL CHECK (calls > 0),
    PRIMARY KEY (day_ms, client, detector, action, side)
) STRICT, WITHOUT ROWID;

-- One key for each client whose content is kept, sealed by the root key. Erasing a client destroys `wrapped`, and with it
-- all that was kept until then; what is kept later has the next version.
CREATE TABLE content_key (
    number          INTEGER PRIMARY KEY,
    client          INTEGER NOT NULL REFERENCES client (number),
    version         INTEGER NOT NULL CHECK (version >= 1),
    row_id          BLOB    NOT NULL UNIQUE CHECK (length(row_id) = 16),
    generation      INTEGER NOT NULL CHECK (generation >= 1),
    root_version    INTEGER NOT NULL REFERENCES root_key (version),
    wrapped         BLOB,
    created_at_ms   INTEGER NOT NULL,
    destroyed_at_ms INTEGER,
    UNIQUE (client, version),
    CHECK ((wrapped IS NULL) = (destroyed_at_ms IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX content_key_current ON content_key (client) WHERE destroyed_at_ms IS NULL;

-- What operators erased: of a client all content until then, or that of one call.
CREATE TABLE erasure (
    number       INTEGER PRIMARY KEY,
    id           BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    kind         TEXT    NOT NULL CHECK (kind = 'client' OR kind = 'call'),
    -- The client's number, or that of the call's client.
    client       INTEGER NOT NULL,
    call_id      BLOB             CHECK (length(call_id) = 16),
    -- The operator's word for why, such as a ticket's number.
    reason       TEXT             CHECK (length(reason) BETWEEN 1 AND 200),
    bodies       INTEGER NOT NULL CHECK (bodies >= 0),
    erased_at_ms INTEGER NOT NULL,
    CHECK ((kind = 'call') = (call_id IS NOT NULL))
) STRICT;

CREATE INDEX erasure_client ON erasure (client);

-- HMAC-SHA-256 of a provider's key under a key derived from the token pepper: tells that the same key was added twice, and
-- nothing else. NULL for keys from before.
ALTER TABLE key_version ADD COLUMN digest BLOB CHECK (length(digest) = 32);
