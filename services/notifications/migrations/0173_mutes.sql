-- migrate:up

-- Event types that a coordinator does not want to see notices of that ask nothing (I3). `person` is the issuer's name.
CREATE TABLE mutes (
    person text NOT NULL,
    event_type text NOT NULL,
    PRIMARY KEY (person, event_type)
);
CREATE POLICY reading ON mutes FOR SELECT USING (person = (SELECT reader_name()));

-- migrate:down
DROP TABLE mutes;
