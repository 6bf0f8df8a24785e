-- migrate:up

-- One row: up to when everything that was said to this service has been heard, and what each time in which nothing was
-- heard spares. What ran out at one `spared_before` or earlier is nobody's silence before the `spared_until` beside it.
CREATE TABLE listening (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    heard_until timestamptz NOT NULL,
    spared_before timestamptz[] NOT NULL DEFAULT '{}',
    spared_until timestamptz[] NOT NULL DEFAULT '{}',
    CHECK (cardinality(spared_before) = cardinality(spared_until))
);

-- migrate:down
DROP TABLE listening;
