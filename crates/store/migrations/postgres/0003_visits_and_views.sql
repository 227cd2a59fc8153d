-- When each person last looked at their start page, and where the log ended
-- then; and the same of the visit before, whose end the page tells news from.
CREATE TABLE visits (
    person TEXT COLLATE "C" PRIMARY KEY,
    last_at BIGINT NOT NULL,
    last_position BIGINT NOT NULL,
    before_at BIGINT,
    before_position BIGINT
);

-- lists as people want to see them again: the part of the address behind the
-- question mark
CREATE TABLE views (
    person TEXT COLLATE "C" NOT NULL,
    list TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    query TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (person, list, name)
);
