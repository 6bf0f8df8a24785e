-- migrate:up

-- Old rows are found by their time; they were written in that order.
CREATE INDEX receipts_created_at ON receipts USING brin (created_at);
CREATE INDEX deliveries_created_at ON deliveries USING brin (created_at);

-- migrate:down
DROP INDEX deliveries_created_at;
DROP INDEX receipts_created_at;
