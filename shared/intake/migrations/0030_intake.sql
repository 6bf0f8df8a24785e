-- migrate:up

-- The answer to each report, and what makes a repeat of it recognisable. A refused one is no longer in the way of a mended
-- report with the same id.
CREATE TABLE receipts (
    receipt_id uuid PRIMARY KEY,
    subject uuid NOT NULL,
    source text NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    reporter text NOT NULL,
    department text,
    status text NOT NULL CHECK (status IN ('waiting', 'accepted', 'refused')),
    digest bytea NOT NULL,
    loop uuid,
    published jsonb NOT NULL,
    hints jsonb NOT NULL,
    errors jsonb NOT NULL,
    trace_id text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX receipts_report ON receipts (source, event_id) WHERE status <> 'refused';

-- Which receipt an event of ours belongs to, so that what is heard about the event can be shown there.
CREATE TABLE receipt_events (
    event_id uuid PRIMARY KEY,
    receipt_id uuid NOT NULL
);
CREATE INDEX receipt_events_receipt ON receipt_events (receipt_id);

CREATE TABLE receipt_told (
    event_id uuid NOT NULL,
    recipient_kind text NOT NULL,
    department text NOT NULL,
    channel text NOT NULL,
    read boolean NOT NULL DEFAULT false,
    PRIMARY KEY (event_id, recipient_kind, department, channel)
);

-- migrate:down
DROP TABLE receipt_told;
DROP TABLE receipt_events;
DROP TABLE receipts;
