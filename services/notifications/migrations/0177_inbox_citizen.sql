-- migrate:up transaction:false

-- One citizen's notices in an inbox, newest first. Concurrently, so that notices are written meanwhile; cut short it
-- leaves an invalid index: DROP INDEX CONCURRENTLY notices_citizen, and again.
CREATE INDEX CONCURRENTLY notices_citizen ON notices (recipient, subject, seq);

-- migrate:down
DROP INDEX notices_citizen;
