-- How a person wants to be told outside the application; without a row, only in it.
-- Instants are microseconds since 1970-01-01T00:00:00Z, 0 where there is none.
CREATE TABLE channels (
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    mode TEXT NOT NULL,
    salt TEXT NOT NULL,
    confirmed_at INTEGER NOT NULL,
    code_hash TEXT NOT NULL,
    code_until INTEGER NOT NULL,
    code_failures INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (person, kind)
) STRICT, WITHOUT ROWID;

-- What goes out: a row stays until it has arrived, was given up or taken back.
-- uid names it for its receiver, who may get it twice.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    person TEXT NOT NULL,
    channel TEXT NOT NULL,
    form TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    error TEXT NOT NULL
) STRICT;
CREATE INDEX deliveries_due ON deliveries (state, next_at);
CREATE INDEX deliveries_of ON deliveries (person, id);

-- The article that wants a notice given; empty of what we remind of ourselves.
ALTER TABLE notices ADD COLUMN basis TEXT NOT NULL DEFAULT '';
