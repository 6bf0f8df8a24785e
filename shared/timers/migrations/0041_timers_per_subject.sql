-- migrate:up

-- Reporters name what a timer is about, so the same id can come for two subjects: neither may move the other's clock.
ALTER TABLE timers DROP CONSTRAINT timers_pkey, ADD PRIMARY KEY (subject, kind, ref);

-- migrate:down
ALTER TABLE timers DROP CONSTRAINT timers_pkey, ADD PRIMARY KEY (kind, ref);
