-- migrate:up

-- One key per citizen, wrapped by a key from outside the database. Deleting the row makes all words about the citizen
-- unreadable, in backups of the other tables too.
CREATE TABLE citizen_keys (
    citizen_id uuid PRIMARY KEY,
    wrapped bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Who read what about whom, and why. `reason` (words) stands under the citizen's key. `actor` is for managers' eyes alone.
CREATE TABLE access_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    citizen_id uuid NOT NULL,
    purpose text NOT NULL,
    reason bytea,
    service text NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    department text,
    route text NOT NULL,
    trace_id text,
    flagged boolean NOT NULL DEFAULT false
);
CREATE INDEX access_log_citizen ON access_log (citizen_id, id DESC);
CREATE INDEX access_log_flagged ON access_log (at) WHERE flagged;

-- migrate:down
DROP TABLE access_log;
DROP TABLE citizen_keys;
