-- migrate:up

-- The timeline: every event heard of, or decided here, in the order it was handled.
CREATE TABLE events (
    seq bigint GENERATED ALWAYS AS IDENTITY,
    event_id uuid PRIMARY KEY,
    subject uuid NOT NULL,
    type text NOT NULL,
    source text NOT NULL,
    department text,
    causationid uuid NOT NULL,
    correlationid uuid NOT NULL,
    time timestamptz NOT NULL,
    registeredtime timestamptz NOT NULL,
    version bigint NOT NULL,
    traceparent text,
    data jsonb NOT NULL
);
CREATE INDEX events_subject ON events (subject, registeredtime, seq);

-- One per event, recipient and channel (N2), however often the event is heard. `recipient` is a kind and a name. `xid` is
-- the transaction that told, `changed` the last one that said more of it: a stream reads what its last snapshot could not
-- see, so that a late commit is not passed over. What is asked (`action`) stands until `settled_at`; `settled_by` is the
-- event that settled it, null where the reading did.
CREATE TABLE notices (
    seq bigint GENERATED ALWAYS AS IDENTITY,
    id uuid PRIMARY KEY,
    event_id uuid NOT NULL,
    subject uuid NOT NULL,
    correlationid uuid NOT NULL,
    recipient text NOT NULL,
    channel text NOT NULL,
    action text,
    due timestamptz,
    because text NOT NULL,
    created_at timestamptz NOT NULL,
    traceparent text,
    read_at timestamptz,
    read_by text,
    settled_at timestamptz,
    settled_by uuid,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    changed xid8,
    UNIQUE (event_id, recipient, channel)
) WITH (fillfactor = 90);
CREATE INDEX notices_inbox ON notices (recipient, seq);
CREATE INDEX notices_live ON notices (recipient, xid);
CREATE INDEX notices_changed ON notices (recipient, changed) WHERE changed IS NOT NULL;
CREATE INDEX notices_unread ON notices (recipient) WHERE read_at IS NULL;
CREATE INDEX notices_asking ON notices (recipient, (coalesce(due, 'infinity'::timestamptz)), seq)
    WHERE action IS NOT NULL AND settled_at IS NULL;
CREATE INDEX notices_loop ON notices (correlationid) WHERE action IS NOT NULL;

-- How relatives are reached. What a designation names is folded from events into subjects.involvement. The reporter names
-- the designation, so it stands with its citizen. `contact` is sealed under the citizen's key.
CREATE TABLE designations (
    citizen_id uuid NOT NULL,
    designation_id uuid NOT NULL,
    relation text NOT NULL,
    contact bytea,
    standing boolean NOT NULL,
    PRIMARY KEY (citizen_id, designation_id)
);

-- migrate:down
DROP TABLE designations;
DROP TABLE notices;
DROP TABLE events;
