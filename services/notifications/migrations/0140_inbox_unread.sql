-- migrate:up

-- Unread notices in the order they are shown: few among many that were read are found without passing those.
CREATE INDEX notices_unread_newest ON notices (recipient, seq) WHERE read_at IS NULL AND in_inbox;

-- migrate:down
DROP INDEX notices_unread_newest;
