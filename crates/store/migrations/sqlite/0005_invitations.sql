-- experts without an account: digests alone, of what was sent and of the session
-- it opened; instants are microseconds since 1970-01-01T00:00:00Z
CREATE TABLE invitations (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    code_hash TEXT NOT NULL,
    project TEXT NOT NULL,
    -- the draw it belongs to: of a later one it is worth nothing
    panel TEXT NOT NULL,
    expert TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    used_at INTEGER,
    revoked_at INTEGER,
    session_hash TEXT,
    csrf TEXT,
    session_expires_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX invitations_by_project ON invitations (project);
