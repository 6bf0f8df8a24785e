-- migrate:up

-- What a made-up service has heard, in the order it took effect.
CREATE TABLE heard (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject uuid NOT NULL,
    event_id uuid NOT NULL
);

CREATE TABLE things (
    id int PRIMARY KEY,
    words text
);

-- migrate:down
DROP TABLE things;
DROP TABLE heard;
