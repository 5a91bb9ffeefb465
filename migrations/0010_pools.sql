-- What: the state of pooled keys in full: benches for a class of models, and who changed a key's state last.
-- Why: what a key must wait for survives a restart and can be seen and cleared; a state that the pool of keys
-- found out never overwrites what an operator said meanwhile.

-- Counts what operators said of the key (disable, enable, clear): what was found out before is then void.
ALTER TABLE upstream_key ADD COLUMN state_epoch INTEGER NOT NULL DEFAULT 0 CHECK (state_epoch >= 0);

-- How often in a row the key was refused; a disabled key without strikes was disabled by an operator.
ALTER TABLE upstream_key ADD COLUMN strikes INTEGER NOT NULL DEFAULT 0 CHECK (strikes >= 0);

-- A key that waits before it may serve a class of models again.
CREATE TABLE key_bench (
    key INTEGER NOT NULL REFERENCES upstream_key (number),
    model_class TEXT NOT NULL CHECK (length(model_class) BETWEEN 1 AND 256),
    reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 200),
    until_ms INTEGER NOT NULL,
    strikes INTEGER NOT NULL CHECK (strikes >= 1),
    PRIMARY KEY (key, model_class)
) STRICT, WITHOUT ROWID;
