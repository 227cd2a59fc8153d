-- what people typed into forms and have not sent yet; no event, and nobody's
-- but the person's own. An instant is microseconds since 1970-01-01T00:00:00Z
CREATE TABLE drafts (
    person TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    -- what the form is about; empty for what is yet to be made
    subject TEXT COLLATE "C" NOT NULL,
    act TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    -- the last event that the form had seen
    seen BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    PRIMARY KEY (person, kind, subject, act)
);
CREATE INDEX drafts_by_age ON drafts (saved_at);
