CREATE TABLE events (
    position BIGINT PRIMARY KEY CHECK (position > 0),
    stream_kind TEXT COLLATE "C" NOT NULL,
    stream_id TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL CHECK (sequence > 0),
    kind TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    data TEXT COLLATE "C" NOT NULL,
    provenance TEXT COLLATE "C" NOT NULL,
    leaf BYTEA NOT NULL,
    -- position of the first event of the same append, so that a rebuild can
    -- call the projector exactly as the append did
    append_from BIGINT NOT NULL,
    UNIQUE (stream_kind, stream_id, sequence)
);

-- complete subtrees of the Merkle log from level 1 up; level 0 is events.leaf
CREATE TABLE log_nodes (
    level BIGINT NOT NULL,
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (level, number)
);

CREATE TABLE log_head (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    origin TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    peaks BYTEA NOT NULL
);

CREATE TABLE projections (
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    sequence BIGINT NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    stage TEXT COLLATE "C" NOT NULL,
    number TEXT COLLATE "C",
    changed_on TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    -- title and number folded for searching
    search TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, id)
);
CREATE INDEX projections_by_owner ON projections (kind, owner);
CREATE INDEX projections_by_stage ON projections (kind, stage);
CREATE INDEX projections_by_change ON projections (kind, changed_on);

CREATE TABLE answers (
    person TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    request_digest TEXT COLLATE "C" NOT NULL,
    answer TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (person, key)
);

CREATE TABLE outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    position BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL
);

CREATE TABLE numbers (
    series TEXT COLLATE "C" PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE accounts (
    name TEXT COLLATE "C" PRIMARY KEY,
    display_name TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    capacities TEXT COLLATE "C" NOT NULL,
    password_hash TEXT COLLATE "C" NOT NULL,
    disabled BIGINT NOT NULL,
    must_change BIGINT NOT NULL
);

-- instants are microseconds since 1970-01-01T00:00:00Z
CREATE TABLE sessions (
    id_hash TEXT COLLATE "C" PRIMARY KEY,
    account TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    csrf TEXT COLLATE "C" NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE failed_sign_ins (
    name TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX failed_sign_ins_by_name ON failed_sign_ins (name, at);
