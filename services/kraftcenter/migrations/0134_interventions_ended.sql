-- migrate:up transaction:false

-- What has ended lately with a department.
-- Concurrently, so that reports are decided meanwhile; cut short it leaves an invalid index, which the next run drops
-- and makes again.
CREATE INDEX CONCURRENTLY interventions_ended ON interventions (department, ended_on)
    WHERE ended_on IS NOT NULL AND NOT erred;

-- migrate:down
DROP INDEX interventions_ended;
