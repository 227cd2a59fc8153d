-- what people typed into forms and have not sent yet; no event, and nobody's
-- but the person's own. An instant is microseconds since 1970-01-01T00:00:00Z
CREATE TABLE drafts (
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- what the form is about; empty for what is yet to be made
    subject TEXT NOT NULL,
    act TEXT NOT NULL,
    body TEXT NOT NULL,
    -- the last event that the form had seen
    seen INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (person, kind, subject, act)
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_by_age ON drafts (saved_at);
