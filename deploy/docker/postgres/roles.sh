#!/bin/bash
# Run once by the image, on an empty database: for each service an owner, who may change tables, and an everyday
# role, who may only change rows, with the role beside it under which it reads for people; and a database for Keycloak.
set -euo pipefail

run() { psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username=samspil "$@"; }

while IFS='=' read -r role password; do
  # By the environment: the arguments of a process can be read by others.
  PASSWORD=$password run --dbname=postgres --set=role="$role" <<'SQL'
\getenv password PASSWORD
CREATE ROLE :"role" LOGIN PASSWORD :'password';
SQL
done </run/secrets/postgres_roles

for service in referral kraftcenter notifications; do
  run --dbname=postgres --set=service="$service" --set=owner="${service}_owner" --set=reader="${service}_reader" <<'SQL'
CREATE ROLE :"reader" NOLOGIN NOBYPASSRLS;
GRANT :"reader" TO :"service" WITH INHERIT FALSE, SET TRUE;
CREATE DATABASE :"service" OWNER :"owner";
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"service" TO :"service";
\connect :service
ALTER SCHEMA public OWNER TO :"owner";
REVOKE ALL ON SCHEMA public FROM PUBLIC;
SQL
done

run --dbname=postgres <<'SQL'
CREATE DATABASE keycloak OWNER keycloak;
REVOKE ALL ON DATABASE keycloak FROM PUBLIC;
REVOKE ALL ON DATABASE postgres FROM PUBLIC;
SQL
