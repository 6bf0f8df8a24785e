-- migrate:up

-- How far the correction of an event has come (R7), as last heard: `correction` is the event that took it back. Also of
-- events that other services published: whose an event was is told by its receipt. `version` is that of the event that
-- told of it, so that an earlier word never replaces a later one.
CREATE TABLE correction_reach (
    event_id uuid PRIMARY KEY,
    subject uuid NOT NULL,
    correction uuid NOT NULL,
    told integer NOT NULL,
    reached integer NOT NULL,
    outstanding integer NOT NULL,
    withheld integer NOT NULL,
    version bigint NOT NULL
);
CREATE INDEX correction_reach_subject ON correction_reach (subject);

-- migrate:down
DROP TABLE correction_reach;
