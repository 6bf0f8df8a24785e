-- migrate:up transaction:false

-- What was given up, the latest first: few among many that arrived. Concurrently, so that deliveries are written meanwhile.
CREATE INDEX CONCURRENTLY deliveries_given_up ON deliveries (done_at, id) WHERE status = 'given_up';

-- migrate:down
DROP INDEX deliveries_given_up;
