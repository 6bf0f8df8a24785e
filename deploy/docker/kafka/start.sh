#!/bin/bash
# Starts one broker. The image's own start cannot put the administrator in while it formats, and without an
# administrator nobody could give anybody a right.
set -euo pipefail

kafka=${KAFKA_HOME:-/opt/kafka}
settings=/tmp/server.properties

{
  cat /etc/samspil/server.properties
  echo "node.id=$SAMSPIL_BROKER"
  echo "advertised.listeners=$SAMSPIL_ADVERTISED"
} >"$settings"

# One argument a line, the administrator's password among them. A folder that is formatted stays as it is.
mapfile -t arguments </run/secrets/kafka_format
"$kafka/bin/kafka-storage.sh" format --ignore-formatted --config "$settings" "${arguments[@]}"

exec "$kafka/bin/kafka-server-start.sh" "$settings"
