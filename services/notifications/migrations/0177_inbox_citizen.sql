-- migrate:up transaction:false

-- One citizen's notices in an inbox, newest first; led by the citizen, so that no other look at an inbox takes it.
-- Concurrently, so that notices are written meanwhile.
CREATE INDEX CONCURRENTLY notices_citizen ON notices (subject, recipient, seq);

-- migrate:down
DROP INDEX notices_citizen;
