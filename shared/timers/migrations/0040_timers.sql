-- migrate:up

-- One timer per kind and thing; setting it again moves it.
CREATE TABLE timers (
    kind text NOT NULL,
    ref uuid NOT NULL,
    subject uuid NOT NULL,
    due timestamptz NOT NULL,
    correlationid uuid,
    traceparent text,
    PRIMARY KEY (kind, ref)
);
CREATE INDEX timers_due ON timers (due);

-- migrate:down
DROP TABLE timers;
