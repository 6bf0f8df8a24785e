#!/bin/bash
# Keycloak takes passwords from variables alone: they are read here, so that none stands in the container's description.
set -euo pipefail

KC_DB_PASSWORD=$(</run/secrets/keycloak_database_password)
KC_BOOTSTRAP_ADMIN_PASSWORD=$(</run/secrets/keycloak_admin_password)
# The realm that is imported the first time names these two.
SAMSPIL_WEB_CLIENT_SECRET=$(</run/secrets/web_client_secret)
SAMSPIL_IDENTITY_ADMIN_SECRET=$(</run/secrets/identity_admin_secret)
export KC_DB_PASSWORD KC_BOOTSTRAP_ADMIN_PASSWORD SAMSPIL_WEB_CLIENT_SECRET SAMSPIL_IDENTITY_ADMIN_SECRET

exec "${KEYCLOAK_HOME:-/opt/keycloak}/bin/kc.sh" start --optimized --import-realm
