-- migrate:up

-- The headers as they stand in a record on Kafka (shared/messaging/wire.py): what leaves is put together from what is ready.
-- `headers` stays for people and for Debezium, and for rows of instances that know no better.
ALTER TABLE outbox
    ADD COLUMN wire bytea;

-- migrate:down
ALTER TABLE outbox
    DROP COLUMN wire;
