-- What: the work of sealing everything anew under another root key.
-- Why: it runs beside calls and in small transactions, so what is done must be known after a kill at any moment.

-- A row for each `bursar vault rotate`; the one without an end is under way. What still has to be sealed anew is seen in
-- the sealed rows themselves, by their root version; only a deep job, which also gives every provider's key a fresh data
-- key, needs to know how far it came.
CREATE TABLE vault_job (
    number        INTEGER PRIMARY KEY,
    -- The root key under which all is sealed when it ends.
    root_version  INTEGER NOT NULL REFERENCES root_key (version),
    is_deep       INTEGER NOT NULL CHECK (is_deep IN (0, 1)),
    -- Versions of keys up to `done` have fresh data keys, those up to `last` are to get one.
    done          INTEGER NOT NULL CHECK (done >= 0),
    last          INTEGER NOT NULL CHECK (last >= 0),
    -- How many values were sealed anew.
    sealed        INTEGER NOT NULL DEFAULT 0 CHECK (sealed >= 0),
    started_at_ms INTEGER NOT NULL,
    ended_at_ms   INTEGER
) STRICT;

CREATE UNIQUE INDEX vault_job_open ON vault_job (ifnull(ended_at_ms, 0)) WHERE ended_at_ms IS NULL;

-- Retired versions whose calls have not ended yet: few, looked at every second.
CREATE INDEX key_version_retired ON key_version (key) WHERE state = 'retired';
