-- What: the directory: who may call, through which upstreams and keys, and at which rates.
-- Why: the ledger names these rows by number for ever, so a row is marked as ended, never deleted;
-- each change carries an id made by whoever asked for it, so that asking twice changes nothing.
-- Times are milliseconds since 1970 in UTC; rates are nano-dollars for one million units; lists are
-- JSON arrays of plain words, and NULL in their place means "any".

-- Root keys: where each version comes from and how to tell the right one; never the key itself.
CREATE TABLE root_key (
    version INTEGER PRIMARY KEY CHECK (version BETWEEN 1 AND 4294967295),
    source TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('file', 'credential', 'env', 'passphrase', 'command')),
    check_value BLOB NOT NULL CHECK (length(check_value) = 16),
    -- Cost, block size, parallelism and salt, as `scrypt:17:8:1:00…`; the check value vouches for
    -- them.
    passphrase_parameters TEXT CHECK (passphrase_parameters GLOB 'scrypt:*'),
    state TEXT NOT NULL CHECK (state IN ('current', 'decrypt-only', 'retired')),
    -- Messages sealed under it: a random 96-bit nonce is safe for 2^32 of them, half of that is the
    -- limit.
    seals INTEGER NOT NULL DEFAULT 0 CHECK (seals BETWEEN 0 AND 2147483648),
    created_at_ms INTEGER NOT NULL,
    CHECK ((kind = 'passphrase') = (passphrase_parameters IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX root_key_current ON root_key (state) WHERE state = 'current';

-- Bursar's own keys, each sealed by the root key; rotation seals them anew and never changes them.
CREATE TABLE service_key (
    name TEXT PRIMARY KEY CHECK (name IN ('token-pepper', 'ledger-seed', 'placeholder-key')),
    row_id BLOB NOT NULL UNIQUE CHECK (length(row_id) = 16),
    generation INTEGER NOT NULL CHECK (generation >= 1),
    root_version INTEGER NOT NULL REFERENCES root_key (version),
    wrapped BLOB NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE client (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
    parent INTEGER REFERENCES client (number) CHECK (parent < number),
    state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
    created_at_ms INTEGER NOT NULL,
    suspended_at_ms INTEGER,
    CHECK ((state = 'suspended') = (suspended_at_ms IS NOT NULL))
) STRICT;

-- A token is a stable id; its secrets are versions under it and only their keyed digests are kept.
CREATE TABLE token (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 12 AND id NOT GLOB '*[^0-9a-z]*'),
    client INTEGER NOT NULL REFERENCES client (number),
    name TEXT CHECK (length(name) BETWEEN 1 AND 64),
    models TEXT CHECK (models GLOB '[[]"*"]'),
    endpoints TEXT CHECK (endpoints GLOB '[[]"*"]'),
    networks TEXT CHECK (networks GLOB '[[]"*"]'),
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER,
    revoked_at_ms INTEGER
) STRICT;

CREATE INDEX token_client ON token (client);

CREATE TABLE token_version (
    number INTEGER PRIMARY KEY,
    token INTEGER NOT NULL REFERENCES token (number),
    version INTEGER NOT NULL CHECK (version >= 1),
    -- HMAC-SHA-256 of the whole token under the token pepper.
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    created_at_ms INTEGER NOT NULL,
    not_after_ms INTEGER,
    UNIQUE (token, version)
) STRICT;

CREATE TABLE upstream (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    dialect TEXT NOT NULL
        CHECK (dialect IN ('openai-chat', 'openai-responses', 'anthropic', 'gemini')),
    url TEXT NOT NULL CHECK (length(url) BETWEEN 1 AND 2048),
    credential TEXT NOT NULL CHECK (credential IN ('bearer', 'x-api-key', 'x-goog-api-key')),
    on_device INTEGER NOT NULL CHECK (on_device IN (0, 1)),
    allow_private INTEGER NOT NULL CHECK (allow_private IN (0, 1)),
    allow_http INTEGER NOT NULL CHECK (allow_http IN (0, 1)),
    created_at_ms INTEGER NOT NULL,
    removed_at_ms INTEGER
) STRICT;

-- A removed upstream's name may be used again; its number may not.
CREATE UNIQUE INDEX upstream_name ON upstream (name) WHERE removed_at_ms IS NULL;

CREATE TABLE upstream_key (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 12 AND id NOT GLOB '*[^0-9a-z]*'),
    upstream INTEGER NOT NULL REFERENCES upstream (number),
    name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
    weight INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 1000),
    parallel_max INTEGER CHECK (parallel_max BETWEEN 1 AND 1000000),
    models TEXT CHECK (models GLOB '[[]"*"]'),
    state TEXT NOT NULL CHECK (state IN ('active', 'cooling', 'probing', 'disabled', 'revoked')),
    reason TEXT CHECK (length(reason) <= 200),
    until_ms INTEGER,
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER,
    last_used_at_ms INTEGER,
    revoked_at_ms INTEGER,
    CHECK ((state = 'revoked') = (revoked_at_ms IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX upstream_key_name ON upstream_key (upstream, name) WHERE state <> 'revoked';

-- One secret of a key: sealed under its own data key, which the root key seals. Ending a version
-- destroys its data key, and with it the secret.
CREATE TABLE key_version (
    number INTEGER PRIMARY KEY,
    key INTEGER NOT NULL REFERENCES upstream_key (number),
    version INTEGER NOT NULL CHECK (version >= 1),
    row_id BLOB NOT NULL UNIQUE CHECK (length(row_id) = 16),
    root_version INTEGER NOT NULL REFERENCES root_key (version),
    wrapped_dek BLOB,
    wrapped_dek_generation INTEGER NOT NULL CHECK (wrapped_dek_generation >= 1),
    sealed BLOB NOT NULL,
    sealed_generation INTEGER NOT NULL CHECK (sealed_generation >= 1),
    state TEXT NOT NULL CHECK (state IN ('active', 'retired', 'revoked')),
    created_at_ms INTEGER NOT NULL,
    not_after_ms INTEGER,
    ended_at_ms INTEGER,
    UNIQUE (key, version),
    CHECK ((state = 'revoked') = (wrapped_dek IS NULL)),
    CHECK ((state = 'revoked') = (ended_at_ms IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX key_version_active ON key_version (key) WHERE state = 'active';

-- A public model name or glob and, in order, what serves it.
CREATE TABLE model (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    glob TEXT NOT NULL CHECK (length(glob) BETWEEN 1 AND 256),
    created_at_ms INTEGER NOT NULL,
    ended_at_ms INTEGER
) STRICT;

CREATE UNIQUE INDEX model_glob ON model (glob) WHERE ended_at_ms IS NULL;

CREATE TABLE model_target (
    model INTEGER NOT NULL REFERENCES model (number),
    -- Targets of one level share its calls by weight; the next level is for when none of them can
    -- serve.
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 32),
    position INTEGER NOT NULL CHECK (position BETWEEN 1 AND 32),
    upstream INTEGER NOT NULL REFERENCES upstream (number),
    -- NULL: the name the client asked for.
    upstream_model TEXT CHECK (length(upstream_model) BETWEEN 1 AND 256),
    weight INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 1000),
    PRIMARY KEY (model, level, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX model_target_upstream ON model_target (upstream);

-- Rates by the model's name at the provider. NULL is "no rate", zero is a rate.
CREATE TABLE price (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    glob TEXT NOT NULL CHECK (length(glob) BETWEEN 1 AND 256),
    upstream INTEGER REFERENCES upstream (number),
    from_ms INTEGER NOT NULL,
    free INTEGER NOT NULL CHECK (free IN (0, 1)),
    fresh_input_nano_usd INTEGER CHECK (fresh_input_nano_usd >= 0),
    cache_read_nano_usd INTEGER CHECK (cache_read_nano_usd >= 0),
    cache_write_5m_nano_usd INTEGER CHECK (cache_write_5m_nano_usd >= 0),
    cache_write_1h_nano_usd INTEGER CHECK (cache_write_1h_nano_usd >= 0),
    visible_output_nano_usd INTEGER CHECK (visible_output_nano_usd >= 0),
    reasoning_nano_usd INTEGER CHECK (reasoning_nano_usd >= 0),
    audio_input_nano_usd INTEGER CHECK (audio_input_nano_usd >= 0),
    audio_output_nano_usd INTEGER CHECK (audio_output_nano_usd >= 0),
    images_nano_usd INTEGER CHECK (images_nano_usd >= 0),
    searches_nano_usd INTEGER CHECK (searches_nano_usd >= 0),
    source TEXT NOT NULL CHECK (source IN ('set', 'import', 'shipped')),
    created_at_ms INTEGER NOT NULL,
    replaced_at_ms INTEGER,
    CHECK (
        (free = 1) = (
            coalesce(
                fresh_input_nano_usd, cache_read_nano_usd, cache_write_5m_nano_usd,
                cache_write_1h_nano_usd, visible_output_nano_usd, reasoning_nano_usd,
                audio_input_nano_usd, audio_output_nano_usd, images_nano_usd, searches_nano_usd
            ) IS NULL
        )
    )
) STRICT;

CREATE UNIQUE INDEX price_current ON price (glob, ifnull(upstream, 0), from_ms, source)
WHERE replaced_at_ms IS NULL;
