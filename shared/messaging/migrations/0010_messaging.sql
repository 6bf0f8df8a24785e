-- migrate:up

-- One row per subject this service has heard of or decided on. `revision` changes with every decision (two that raced: the
-- slower one decides again); `version` counts the events published about the subject on this service's topic.
CREATE TABLE subjects (
    subject uuid PRIMARY KEY,
    revision bigint NOT NULL,
    version bigint NOT NULL,
    involvement jsonb
) WITH (fillfactor = 80);

-- Columns id, aggregatetype, aggregateid, type and payload are what Debezium's outbox event router reads.
CREATE TABLE outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL,
    aggregatetype text NOT NULL,
    aggregateid uuid NOT NULL,
    type text NOT NULL,
    payload bytea NOT NULL,
    headers jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

-- What has been read. A mark outlives the topics' retention, so that nothing Kafka can still deliver is handled twice.
CREATE TABLE inbox (
    id uuid PRIMARY KEY,
    read_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inbox_read_at ON inbox USING brin (read_at);

-- Records that could not be read or handled, and what is parked behind them, in the order they came. Their place is not
-- unique: an event that waited has left it, and a topic made anew counts from zero. The inbox tells what has come before.
CREATE TABLE dead_letters (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    partition int NOT NULL,
    "offset" bigint NOT NULL,
    subject uuid,
    event_id uuid,
    type text,
    headers jsonb NOT NULL,
    value bytea NOT NULL,
    reason text NOT NULL,
    parked boolean NOT NULL,
    trace_id text,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dead_letters_subject ON dead_letters (subject, topic, seq);

-- Reports and events that name something not heard of yet.
CREATE TABLE waiting (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    subject uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('report', 'event')),
    body jsonb NOT NULL,
    private bytea,
    names jsonb NOT NULL,
    since timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX waiting_subject ON waiting (subject, seq);

-- migrate:down
DROP TABLE waiting;
DROP TABLE dead_letters;
DROP TABLE inbox;
DROP TABLE outbox;
DROP TABLE subjects;
