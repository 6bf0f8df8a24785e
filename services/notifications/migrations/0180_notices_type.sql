-- migrate:up transaction:false

-- An inbox by what its notices are about (0176).
-- Concurrently, so that notices are written meanwhile; cut short it leaves an invalid index: DROP INDEX CONCURRENTLY
-- notices_type, and again.
CREATE INDEX CONCURRENTLY notices_type ON notices (recipient, event_type, seq) WHERE event_type IS NOT NULL;

-- migrate:down
DROP INDEX notices_type;
