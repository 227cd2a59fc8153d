CREATE TABLE events (
    position INTEGER PRIMARY KEY CHECK (position > 0),
    stream_kind TEXT NOT NULL,
    stream_id TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence > 0),
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    data TEXT NOT NULL,
    provenance TEXT NOT NULL,
    leaf BLOB NOT NULL,
    -- position of the first event of the same append, so that a rebuild can
    -- call the projector exactly as the append did
    append_from INTEGER NOT NULL,
    UNIQUE (stream_kind, stream_id, sequence)
) STRICT;

-- complete subtrees of the Merkle log from level 1 up; level 0 is events.leaf
CREATE TABLE log_nodes (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE log_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    origin TEXT NOT NULL,
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    peaks BLOB NOT NULL
) STRICT;

CREATE TABLE projections (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    title TEXT NOT NULL,
    owner TEXT NOT NULL,
    stage TEXT NOT NULL,
    number TEXT,
    changed_on TEXT NOT NULL,
    body TEXT NOT NULL,
    -- title and number folded for searching
    search TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;
CREATE INDEX projections_by_owner ON projections (kind, owner);
CREATE INDEX projections_by_stage ON projections (kind, stage);
CREATE INDEX projections_by_change ON projections (kind, changed_on);

CREATE TABLE answers (
    person TEXT NOT NULL,
    key TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    answer TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (person, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE numbers (
    series TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
    name TEXT PRIMARY KEY,
    display_name TEXT NOT NULL,
    body TEXT NOT NULL,
    capacities TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled INTEGER NOT NULL,
    must_change INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- instants are microseconds since 1970-01-01T00:00:00Z
CREATE TABLE sessions (
    id_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    csrf TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE failed_sign_ins (
    name TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX failed_sign_ins_by_name ON failed_sign_ins (name, at);
