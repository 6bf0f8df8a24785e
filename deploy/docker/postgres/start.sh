#!/bin/bash
# PostgreSQL takes a private key only from a file that its own user alone can read, and a mounted secret is not that.
set -euo pipefail

install -m 0600 /run/secrets/postgres_key /run/postgresql/server.key

exec docker-entrypoint.sh postgres \
  -c hba_file=/etc/samspil/pg_hba.conf \
  -c ssl=on \
  -c ssl_min_protocol_version=TLSv1.3 \
  -c ssl_cert_file=/run/secrets/postgres_certificate \
  -c ssl_key_file=/run/postgresql/server.key \
  -c password_encryption=scram-sha-256 \
  -c max_connections=200 \
  -c timezone=UTC \
  -c log_timezone=UTC \
  -c log_min_error_statement=panic \
  -c log_error_verbosity=terse \
  -c log_parameter_max_length_on_error=0 \
  "$@"
