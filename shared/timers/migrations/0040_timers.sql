-- migrate:up

-- One timer per subject, kind and thing; setting it again moves it. Reporters name the thing, so that the same id can come
-- for two subjects: neither may move the other's clock.
CREATE TABLE timers (
    kind text NOT NULL,
    ref uuid NOT NULL,
    subject uuid NOT NULL,
    due timestamptz NOT NULL,
    correlationid uuid,
    traceparent text,
    PRIMARY KEY (subject, kind, ref)
);
CREATE INDEX timers_due ON timers (due);

-- migrate:down
DROP TABLE timers;
