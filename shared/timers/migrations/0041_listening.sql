-- migrate:up

-- One row: up to when everything that was said to this service has been heard, and what the last time in which nothing was
-- heard spares. What ran out at `spared_before` or earlier is nobody's silence before `spared_until`.
CREATE TABLE listening (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    heard_until timestamptz NOT NULL,
    spared_before timestamptz,
    spared_until timestamptz
);

-- migrate:down
DROP TABLE listening;
