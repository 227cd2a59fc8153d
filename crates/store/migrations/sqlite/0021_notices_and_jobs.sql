-- What people are told in the application; a key is told a person once.
-- Instants are microseconds since 1970-01-01T00:00:00Z.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    person TEXT NOT NULL,
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    about TEXT NOT NULL,
    href TEXT NOT NULL,
    at INTEGER NOT NULL,
    read_at INTEGER,
    UNIQUE (person, key)
) STRICT;
CREATE INDEX notices_unread ON notices (person, read_at);

-- Work that falls due by the clock: up to which time it is done, and who does
-- it now; whoever dies at it loses it when the lease ends.
CREATE TABLE jobs (
    name TEXT PRIMARY KEY,
    done_due INTEGER,
    holder TEXT NOT NULL,
    lease_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE job_runs (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    holder TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    says TEXT NOT NULL
) STRICT;
CREATE INDEX job_runs_by_name ON job_runs (name, id);
