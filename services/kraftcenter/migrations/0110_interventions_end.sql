-- migrate:up

ALTER TABLE interventions ADD COLUMN ended_on date;

-- migrate:down
ALTER TABLE interventions DROP COLUMN ended_on;
