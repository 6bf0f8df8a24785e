-- migrate:up

-- An event that waited has left its place in the log, and a topic made anew counts from zero: no letter may be passed over
-- because another stood there. The inbox alone tells what has come before.
ALTER TABLE dead_letters DROP CONSTRAINT dead_letters_topic_partition_offset_key;

-- migrate:down
ALTER TABLE dead_letters ADD UNIQUE (topic, partition, "offset");
