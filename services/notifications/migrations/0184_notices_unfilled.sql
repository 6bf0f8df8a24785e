-- migrate:up transaction:false

-- What a version before 0176 wrote and `storage/filling.py` has not filled in yet: at first all there is, in the end nothing.
-- Concurrently, so that notices are written meanwhile. It can be there: 0171 and 0176 made it at first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS notices_unfilled ON notices (id) WHERE event_type IS NULL;

-- migrate:down
DROP INDEX notices_unfilled;
