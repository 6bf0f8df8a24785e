-- migrate:up transaction:false

-- What somebody has been handed (0176).
-- Concurrently, so that notices are written meanwhile; cut short it leaves an invalid index: DROP INDEX CONCURRENTLY
-- notices_holder, and again.
CREATE INDEX CONCURRENTLY notices_holder ON notices (recipient, holder, seq) WHERE holder IS NOT NULL;

-- migrate:down
DROP INDEX notices_holder;
