-- migrate:up

-- What is not tried before a moment (N3), kept until it has come to an end. `digest` is what it goes out in together
-- with all that waited for the same moment to the same recipient and channel; null where it goes alone.
CREATE TABLE held (
    delivery_id uuid PRIMARY KEY REFERENCES deliveries (id) ON DELETE CASCADE,
    until timestamptz NOT NULL,
    digest uuid
);
CREATE INDEX held_digest ON held (digest) WHERE digest IS NOT NULL;

-- Whether an app's receiver keeps its department's quiet hours, and what the relative has chosen for theirs
-- ({"from", "until", "closed_days", "digest"}; null: as shipped).
ALTER TABLE webhooks ADD COLUMN quiet boolean NOT NULL DEFAULT false;
ALTER TABLE designations ADD COLUMN quiet jsonb;

-- Mail about what comes into one's own inbox. `sub` is the issuer's name for the person, `recipient` whose inbox they
-- read. `contact` is the address, sealed under `own_key`. `seen` is the snapshot up to which they have been mailed;
-- `signed_in_at` when they last showed that they still are who they were.
CREATE TABLE subscriptions (
    id uuid PRIMARY KEY,
    sub text NOT NULL UNIQUE,
    recipient text NOT NULL,
    contact bytea NOT NULL,
    own_key bytea NOT NULL,
    quiet jsonb NOT NULL,
    seen text NOT NULL,
    signed_in_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX subscriptions_recipient ON subscriptions (recipient);

-- Who looks after what a department leaves unread (N4), one at a time. `contact` (name and address) as above; `set_by` is
-- the issuer's name for the manager.
CREATE TABLE stand_ins (
    department text PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    contact bytea NOT NULL,
    own_key bytea NOT NULL,
    begins_on date NOT NULL,
    ends_on date NOT NULL,
    set_by text NOT NULL,
    set_at timestamptz NOT NULL DEFAULT now()
);

-- Notices left unread past their deadline. `level` 1: the stand-in `stand_in` was asked (null where there was none); 2: the
-- managers were told.
CREATE TABLE unread_overdue (
    notice_id uuid PRIMARY KEY REFERENCES notices (id) ON DELETE CASCADE,
    recipient text NOT NULL,
    level smallint NOT NULL,
    stand_in uuid,
    at timestamptz NOT NULL
);
CREATE INDEX unread_overdue_recipient ON unread_overdue (recipient, at);

-- migrate:down
DROP TABLE unread_overdue;
DROP TABLE stand_ins;
DROP TABLE subscriptions;
ALTER TABLE designations DROP COLUMN quiet;
ALTER TABLE webhooks DROP COLUMN quiet;
DROP TABLE held;
