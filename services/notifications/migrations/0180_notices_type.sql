-- migrate:up transaction:false

-- An inbox by what its notices are about (0176).
-- Concurrently, so that notices are written meanwhile. It can be there: 0171 and 0176 made it at first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS notices_type ON notices (recipient, event_type, seq) WHERE event_type IS NOT NULL;

-- migrate:down
DROP INDEX notices_type;
