-- migrate:up transaction:false

-- What a department runs, the last begun first, and how much that is: few among many that have ended.
-- Concurrently, so that reports are decided meanwhile; cut short it leaves an invalid index, which the next run drops
-- and makes again.
CREATE INDEX CONCURRENTLY interventions_running ON interventions (department, event_id) INCLUDE (overdue_level, stopped_at)
    WHERE ended_on IS NULL AND NOT erred;

-- migrate:down
DROP INDEX interventions_running;
