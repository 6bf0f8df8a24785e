-- migrate:up

-- Every event told from here on: about what, and who reported it (null: Samspil itself), so that they can correct it (R7).
-- `subject` is the citizen, or the course of a course's own events.
CREATE TABLE journal (
    subject uuid NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    about uuid NOT NULL,
    loop uuid NOT NULL,
    role text,
    department text,
    erred boolean NOT NULL,
    PRIMARY KEY (subject, event_id)
);

-- What was made by an event entered in error: it is shown no more, and its id stays taken.
ALTER TABLE interventions ADD COLUMN erred boolean NOT NULL DEFAULT false;
ALTER TABLE goals ADD COLUMN erred boolean NOT NULL DEFAULT false;
ALTER TABLE sub_goals ADD COLUMN erred boolean NOT NULL DEFAULT false;

-- Since when the follow-up's clock stands still; also in `follow_ups`, where an entry without it never stood.
ALTER TABLE interventions ADD COLUMN stopped_at timestamptz;

-- migrate:down
ALTER TABLE interventions DROP COLUMN stopped_at;
ALTER TABLE sub_goals DROP COLUMN erred;
ALTER TABLE goals DROP COLUMN erred;
ALTER TABLE interventions DROP COLUMN erred;
DROP TABLE journal;
