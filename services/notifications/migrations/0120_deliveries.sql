-- migrate:up

-- What leaves the house: one per notice whose channel is not the inbox, under the notice's id. `lane` is whose slowness
-- it meets (an app, the mail server). `lease` is the claim that is trying it just now, and `next_at` then when that claim
-- runs out: a sender that was killed holds nothing for longer. `since` is when its day of trying began.
CREATE TABLE deliveries (
    id uuid PRIMARY KEY,
    channel text NOT NULL,
    recipient text NOT NULL,
    lane text NOT NULL,
    event_id uuid NOT NULL,
    event_type text NOT NULL,
    subject uuid NOT NULL,
    correlationid uuid NOT NULL,
    because text NOT NULL,
    traceparent text,
    status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'delivered', 'given_up', 'stopped')),
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL,
    since timestamptz,
    lease uuid,
    code text,
    done_at timestamptz,
    UNIQUE (event_id, recipient, channel, because)
);
CREATE INDEX deliveries_queue ON deliveries (lane, next_at) WHERE status = 'queued';
CREATE INDEX deliveries_age ON deliveries (created_at) WHERE status = 'queued';
CREATE INDEX deliveries_subject ON deliveries (subject) WHERE status = 'queued';
CREATE INDEX deliveries_log ON deliveries (recipient, created_at, id);

-- What each try came to; `code` is a word of ours, `status` the protocol's number where one was answered.
CREATE TABLE delivery_attempts (
    delivery_id uuid NOT NULL,
    at timestamptz NOT NULL,
    code text NOT NULL,
    status integer,
    ms integer NOT NULL
);
CREATE INDEX delivery_attempts_delivery ON delivery_attempts (delivery_id, at);

-- Lanes that have failed of late; none stands here for one that works.
CREATE TABLE circuits (
    lane text PRIMARY KEY,
    failures integer NOT NULL,
    trips integer NOT NULL,
    open_until timestamptz,
    probing boolean NOT NULL
);

-- Where apps want to hear. `secret` and `previous` are sealed under the key from outside the database; both sign until
-- `previous_until`. `types` is a JSON list, empty for every type.
CREATE TABLE webhooks (
    app text PRIMARY KEY,
    department text NOT NULL,
    url text NOT NULL,
    types jsonb NOT NULL,
    secret bytea NOT NULL,
    previous bytea,
    previous_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    disabled_at timestamptz
);

-- A notice told over other channels alone, or beside the inbox, is not shown there (again).
ALTER TABLE notices ADD COLUMN in_inbox boolean NOT NULL DEFAULT true;

-- migrate:down
ALTER TABLE notices DROP COLUMN in_inbox;
DROP TABLE webhooks;
DROP TABLE circuits;
DROP TABLE delivery_attempts;
DROP TABLE deliveries;
