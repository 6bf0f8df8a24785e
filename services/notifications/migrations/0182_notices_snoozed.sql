-- migrate:up transaction:false

-- What comes back on top when its moment has come (0176).
-- Concurrently, so that notices are written meanwhile; cut short it leaves an invalid index: DROP INDEX CONCURRENTLY
-- notices_snoozed, and again.
CREATE INDEX CONCURRENTLY notices_snoozed ON notices (recipient, snoozed_until) WHERE snoozed_until IS NOT NULL;

-- migrate:down
DROP INDEX notices_snoozed;
