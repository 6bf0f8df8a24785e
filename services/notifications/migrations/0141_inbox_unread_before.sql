-- migrate:up transaction:false

-- `notices_unread_newest` serves all that asked for it, in the version before, too: that also asks for `in_inbox`.
DROP INDEX CONCURRENTLY IF EXISTS notices_unread;

-- migrate:down
CREATE INDEX notices_unread ON notices (recipient) WHERE read_at IS NULL;
