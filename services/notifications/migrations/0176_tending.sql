-- migrate:up

-- Beside a notice, what its event is about and who acted, so that an inbox can be searched by them; null for one that a
-- version before this wrote, until it is filled in (`storage/filling.py`). What a team does with it: put off until a
-- moment (and brought back on top, with a new `seq`), handed to a colleague (`holder` is the issuer's name for them), acknowledged.
-- The columns alone, which takes a moment: what finds them is made while notices are written (0180 to 0184).
ALTER TABLE notices
    ADD COLUMN event_type text,
    ADD COLUMN sender text,
    ADD COLUMN snoozed_until timestamptz,
    ADD COLUMN snoozed_by text,
    ADD COLUMN returned_at timestamptz,
    ADD COLUMN holder text,
    ADD COLUMN holder_name text,
    ADD COLUMN handed_by text,
    ADD COLUMN acknowledged_at timestamptz,
    ADD COLUMN acknowledged_by text;

-- A word to who reported an event, from the department that was told of it: sealed under the citizen's key. `event_id` is
-- the event that told of it. For that department and whoever was told; nobody reads it by breaking the glass.
CREATE TABLE acknowledgements (
    notice_id uuid PRIMARY KEY,
    citizen_id uuid NOT NULL,
    event_id uuid NOT NULL,
    department text NOT NULL,
    sealed bytea NOT NULL
);
CREATE INDEX acknowledgements_citizen ON acknowledgements (citizen_id);
CREATE POLICY reading ON acknowledgements FOR SELECT USING (
    department = (SELECT reader_department()) OR reader_told(event_id));

-- Who can be handed something: people who have signed in to the pages, by the team whose notices they read
-- (`notices.recipient`). `sub` is the issuer's name for them. Rows go (`storage/leftovers.py`) when somebody has not signed in for half a year.
CREATE TABLE colleagues (
    team text NOT NULL,
    sub text NOT NULL,
    name text NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (team, sub)
);
CREATE INDEX colleagues_seen ON colleagues (seen_at);

-- migrate:down
DROP TABLE colleagues;
DROP TABLE acknowledgements;
ALTER TABLE notices
    DROP COLUMN event_type,
    DROP COLUMN sender,
    DROP COLUMN snoozed_until,
    DROP COLUMN snoozed_by,
    DROP COLUMN returned_at,
    DROP COLUMN holder,
    DROP COLUMN holder_name,
    DROP COLUMN handed_by,
    DROP COLUMN acknowledged_at,
    DROP COLUMN acknowledged_by;
