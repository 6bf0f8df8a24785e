-- migrate:up transaction:false

-- An inbox by who acted (0176).
-- Concurrently, so that notices are written meanwhile; cut short it leaves an invalid index: DROP INDEX CONCURRENTLY
-- notices_sender, and again.
CREATE INDEX CONCURRENTLY notices_sender ON notices (recipient, sender, seq) WHERE sender IS NOT NULL;

-- migrate:down
DROP INDEX notices_sender;
