-- migrate:up transaction:false

-- What somebody has been handed (0176).
-- Concurrently, so that notices are written meanwhile. It can be there: 0171 and 0176 made it at first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS notices_holder ON notices (recipient, holder, seq) WHERE holder IS NOT NULL;

-- migrate:down
DROP INDEX notices_holder;
