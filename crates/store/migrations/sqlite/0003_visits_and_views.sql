-- When each person last looked at their start page, and where the log ended
-- then; and the same of the visit before, whose end the page tells news from.
CREATE TABLE visits (
    person TEXT PRIMARY KEY,
    last_at INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    before_at INTEGER,
    before_position INTEGER
) STRICT, WITHOUT ROWID;

-- lists as people want to see them again: the part of the address behind the
-- question mark
CREATE TABLE views (
    person TEXT NOT NULL,
    list TEXT NOT NULL,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    PRIMARY KEY (person, list, name)
) STRICT, WITHOUT ROWID;
