-- What falls due, as it stood when it was last worked out: made from the events
-- and the settings, and can be made again at any time. Days are ISO dates.
CREATE TABLE duties (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    key TEXT NOT NULL,
    -- body that owes it; empty where a capacity does
    owner TEXT NOT NULL,
    from_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    done_on TEXT,
    -- since when it stands with this last day
    stands_since TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX duties_by_subject ON duties (subject);
CREATE INDEX duties_by_day ON duties (due_on);

-- what came, moved, was met or fell away, and why
CREATE TABLE duty_moves (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    key TEXT NOT NULL,
    what TEXT NOT NULL,
    old_due TEXT,
    new_due TEXT,
    noticed_on TEXT NOT NULL,
    cause TEXT NOT NULL
) STRICT;
CREATE INDEX duty_moves_by_subject ON duty_moves (subject, id);

-- what the rows above were worked out from
CREATE TABLE duty_basis (
    id INTEGER PRIMARY KEY,
    revision INTEGER NOT NULL,
    size INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

-- private addresses of calendars: digests alone, one a person
CREATE TABLE feeds (
    person TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    read_at INTEGER
) STRICT, WITHOUT ROWID;
