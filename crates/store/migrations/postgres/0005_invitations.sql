-- experts without an account: digests alone, of what was sent and of the session
-- it opened; instants are microseconds since 1970-01-01T00:00:00Z
CREATE TABLE invitations (
    id TEXT COLLATE "C" PRIMARY KEY,
    token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
    code_hash TEXT COLLATE "C" NOT NULL,
    project TEXT COLLATE "C" NOT NULL,
    -- the draw it belongs to: of a later one it is worth nothing
    panel TEXT COLLATE "C" NOT NULL,
    expert TEXT COLLATE "C" NOT NULL,
    invited_by TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    used_at BIGINT,
    revoked_at BIGINT,
    session_hash TEXT COLLATE "C",
    csrf TEXT COLLATE "C",
    session_expires_at BIGINT
);
CREATE INDEX invitations_by_project ON invitations (project);
