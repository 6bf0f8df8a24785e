-- migrate:up transaction:false

-- What asks for something, by when it is due. PostgreSQL takes `coalesce` for something that could tell of rows a policy
-- hides, and asks it after the policy (0171) alone: what is due first was then sorted out of all there is. `notices_asking`
-- is for instances from before.
-- Concurrently, so that notices are written meanwhile. It can be there: 0171 and 0176 made it at first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS notices_asks
    ON notices (recipient, (CASE WHEN due IS NULL THEN 'infinity'::timestamptz ELSE due END), seq)
    WHERE action IS NOT NULL AND settled_at IS NULL;

-- migrate:down
DROP INDEX notices_asks;
