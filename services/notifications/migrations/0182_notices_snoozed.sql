-- migrate:up transaction:false

-- What comes back on top when its moment has come (0176).
-- Concurrently, so that notices are written meanwhile. It can be there: 0171 and 0176 made it at first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS notices_snoozed ON notices (recipient, snoozed_until) WHERE snoozed_until IS NOT NULL;

-- migrate:down
DROP INDEX notices_snoozed;
