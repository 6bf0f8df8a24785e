-- migrate:up

-- Where a row goes. Rows without it, of instances that know no better, go to `<aggregatetype>.events` as before. An answer
-- to a record that could not be read is about no subject.
ALTER TABLE outbox
    ADD COLUMN topic text,
    ALTER COLUMN aggregateid DROP NOT NULL;

-- migrate:down
DELETE FROM outbox WHERE aggregateid IS NULL;
ALTER TABLE outbox
    DROP COLUMN topic,
    ALTER COLUMN aggregateid SET NOT NULL;
