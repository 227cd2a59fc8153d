-- As a person's page lists them: the unread first, of each the latest first.
CREATE INDEX notices_in_order
    ON notices (person, (CASE WHEN read_at IS NULL THEN 0 ELSE 1 END), at DESC, id DESC);
