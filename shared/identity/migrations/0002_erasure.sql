-- migrate:up

-- What is left of an erased citizen (V3): the pseudonym and when, until Kafka has nothing of them any more. Meanwhile a
-- late event or report finds here, and in the subject's own row, that there is nobody to rebuild.
CREATE TABLE tombstones (
    citizen_id uuid PRIMARY KEY,
    erased_at timestamptz NOT NULL DEFAULT now()
);

-- Old rows are found by their time; they were written in that order.
CREATE INDEX access_log_at ON access_log USING brin (at);

-- migrate:down
DROP INDEX access_log_at;
DROP TABLE tombstones;
