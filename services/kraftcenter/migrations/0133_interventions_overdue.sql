-- migrate:up transaction:false

-- Those with a follow-up that is overdue.
-- Concurrently, so that reports are decided meanwhile; cut short it leaves an invalid index, which the next run drops
-- and makes again.
CREATE INDEX CONCURRENTLY interventions_overdue ON interventions (department, event_id)
    WHERE overdue_level > 0 AND stopped_at IS NULL AND ended_on IS NULL AND NOT erred;

-- migrate:down
DROP INDEX interventions_overdue;
