-- migrate:up

-- What one manager has asked for and another is to confirm (V3); one standing ask per citizen. `asked_by` is the issuer's
-- name for the manager.
CREATE TABLE erasures (
    citizen_id uuid PRIMARY KEY,
    asked_by text NOT NULL,
    department text NOT NULL,
    asked_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

-- Old rows are found by their time; they were written in that order.
CREATE INDEX receipts_created_at ON receipts USING brin (created_at);

-- migrate:down
DROP INDEX receipts_created_at;
DROP TABLE erasures;
