-- migrate:up transaction:false

-- What a version before 0176 wrote and `storage/filling.py` has not filled in yet: at first all there is, in the end nothing.
-- Concurrently, so that notices are written meanwhile; cut short it leaves an invalid index: DROP INDEX CONCURRENTLY
-- notices_unfilled, and again.
CREATE INDEX CONCURRENTLY notices_unfilled ON notices (id) WHERE event_type IS NULL;

-- migrate:down
DROP INDEX notices_unfilled;
