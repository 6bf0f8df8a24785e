-- migrate:up transaction:false

-- A citizen's receipts, for an erasure and the sweep after it, which would else read them all. Concurrently, so that reports
-- are taken meanwhile.
CREATE INDEX CONCURRENTLY receipts_subject ON receipts (subject);

-- migrate:down
DROP INDEX receipts_subject;
