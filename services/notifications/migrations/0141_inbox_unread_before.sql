-- migrate:up

-- `notices_unread_newest` serves its queries, too. In a migration of its own: whoever makes an index keeps others from
-- writing, who keep them from dropping one.
DROP INDEX notices_unread;

-- migrate:down
CREATE INDEX notices_unread ON notices (recipient) WHERE read_at IS NULL;
