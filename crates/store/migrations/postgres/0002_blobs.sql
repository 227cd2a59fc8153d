-- files by their SM3; the bytes lie in the object store under the same name
CREATE TABLE blobs (
    sm3 TEXT COLLATE "C" PRIMARY KEY,
    size BIGINT NOT NULL CHECK (size >= 0),
    media_type TEXT COLLATE "C" NOT NULL,
    -- 1 where a browser may show it inside a page
    shows BIGINT NOT NULL,
    -- microseconds since 1970-01-01T00:00:00Z
    stored_at BIGINT NOT NULL
);

-- which events name a file: written with the event or not at all
CREATE TABLE blob_references (
    sm3 TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    stream_kind TEXT COLLATE "C" NOT NULL,
    stream_id TEXT COLLATE "C" NOT NULL,
    event_kind TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (sm3, position)
);

-- what people are sending, and what they have sent and not yet filed
CREATE TABLE uploads (
    id TEXT COLLATE "C" PRIMARY KEY,
    person TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    -- address of the form it is meant for
    form TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL CHECK (size >= 0),
    received BIGINT NOT NULL,
    -- known once it has come whole; its blob may not be stored yet
    sm3 TEXT COLLATE "C",
    touched_at BIGINT NOT NULL,
    -- 1 once an event names it
    filed BIGINT NOT NULL
);
CREATE INDEX uploads_by_person ON uploads (person, form);
CREATE INDEX uploads_by_sm3 ON uploads (sm3);
