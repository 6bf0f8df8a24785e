-- migrate:up

-- An intervention's end, and its follow-ups with their clock (R4): by when the next one is owed, when the clock runs out,
-- and how far silence has climbed. `follow_ups` are those held, in order, each with what it took the place of:
-- [{event_id, held_on, decision, agreed_on, due, runs_out, level}]; `tools` the dialogue tools used (G4): [{event_id, tool,
-- used_on}].
ALTER TABLE interventions
    ADD COLUMN ended_on date,
    ADD COLUMN follow_up_due timestamptz,
    ADD COLUMN runs_out timestamptz,
    ADD COLUMN overdue_level int NOT NULL DEFAULT 0,
    ADD COLUMN follow_ups jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN tools jsonb NOT NULL DEFAULT '[]';

-- A row from before has a day agreed and no clock; it gets one with the next event about it, or when this timer fires: by
-- then no instance is left that knows no such timer.
INSERT INTO timers (kind, ref, subject, due, correlationid)
SELECT 'follow_up', intervention_id, citizen_id, now() + interval '1 day', loop FROM interventions
ON CONFLICT DO NOTHING;

-- migrate:down
DELETE FROM timers WHERE kind = 'follow_up';
ALTER TABLE interventions
    DROP COLUMN ended_on,
    DROP COLUMN follow_up_due,
    DROP COLUMN runs_out,
    DROP COLUMN overdue_level,
    DROP COLUMN follow_ups,
    DROP COLUMN tools;
