-- migrate:up

-- `contact` is sealed under the designation's own key (wrapped by the key from outside the database), which goes with
-- it when the designation is revoked. Rows from before have none: theirs is sealed under the citizen's, until it is
-- given anew.
ALTER TABLE designations ADD COLUMN own_key bytea;

-- How relatives come to sign in; one holds per designation. `digest` is the SHA-256 of the token in the mail's link, which
-- follows from the designation's key and `id` (the delivery's): without that key nobody can make it again.
CREATE TABLE invitations (
    citizen_id uuid NOT NULL,
    designation_id uuid NOT NULL,
    id uuid NOT NULL UNIQUE,
    digest bytea NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (citizen_id, designation_id)
);

-- Who accepted one: `sub` is the issuer's name for the person. What is read under it rests on the designation standing.
CREATE TABLE bindings (
    sub text NOT NULL,
    citizen_id uuid NOT NULL,
    designation_id uuid NOT NULL,
    bound_at timestamptz NOT NULL,
    PRIMARY KEY (sub, citizen_id, designation_id)
);
CREATE INDEX bindings_designation ON bindings (citizen_id, designation_id);

-- migrate:down
DROP TABLE bindings;
DROP TABLE invitations;
ALTER TABLE designations DROP COLUMN own_key;
