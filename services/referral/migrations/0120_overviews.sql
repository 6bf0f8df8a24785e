-- migrate:up

-- The yearly overviews, each as it was first told: asked again, a year gives the same figures.
CREATE TABLE overviews (
    year int PRIMARY KEY,
    made_at timestamptz NOT NULL DEFAULT now(),
    lines jsonb NOT NULL
);

-- migrate:down
DROP TABLE overviews;
