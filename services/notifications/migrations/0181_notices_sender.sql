-- migrate:up transaction:false

-- An inbox by who acted (0176).
-- Concurrently, so that notices are written meanwhile. It can be there: 0171 and 0176 made it at first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS notices_sender ON notices (recipient, sender, seq) WHERE sender IS NOT NULL;

-- migrate:down
DROP INDEX notices_sender;
