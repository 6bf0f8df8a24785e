-- migrate:up transaction:false

-- A department's reads of a month, for those who look at how it reads. Concurrently, as every read writes here. Cut short it
-- leaves an invalid index, over which the next run stops: DROP INDEX CONCURRENTLY access_log_department, and again.
CREATE INDEX CONCURRENTLY access_log_department ON access_log (department, at);

-- migrate:down
DROP INDEX access_log_department;
