-- files by their SM3; the bytes lie in the object store under the same name
CREATE TABLE blobs (
    sm3 TEXT PRIMARY KEY,
    size INTEGER NOT NULL CHECK (size >= 0),
    media_type TEXT NOT NULL,
    -- 1 where a browser may show it inside a page
    shows INTEGER NOT NULL,
    -- microseconds since 1970-01-01T00:00:00Z
    stored_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- which events name a file: written with the event or not at all
CREATE TABLE blob_references (
    sm3 TEXT NOT NULL,
    position INTEGER NOT NULL,
    stream_kind TEXT NOT NULL,
    stream_id TEXT NOT NULL,
    event_kind TEXT NOT NULL,
    PRIMARY KEY (sm3, position)
) STRICT, WITHOUT ROWID;

-- what people are sending, and what they have sent and not yet filed
CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    -- address of the form it is meant for
    form TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size >= 0),
    received INTEGER NOT NULL,
    -- known once it has come whole; its blob may not be stored yet
    sm3 TEXT,
    touched_at INTEGER NOT NULL,
    -- 1 once an event names it
    filed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_by_person ON uploads (person, form);
CREATE INDEX uploads_by_sm3 ON uploads (sm3);
