-- migrate:up transaction:false

-- A department's reads of a month, for those who look at how it reads. Concurrently, as every read writes here.
CREATE INDEX CONCURRENTLY access_log_department ON access_log (department, at);

-- migrate:down
DROP INDEX access_log_department;
