"""The outbox: an event stands here from the moment it is decided until Kafka has confirmed it."""

import json
from typing import Any

from shared.contracts.cloudevents import attributes
from shared.contracts.event import Event
from shared.messaging.unit import Unit
from shared.postgres.effects import insert

OUTBOX = insert(
    "outbox", id="uuid", aggregatetype="text", aggregateid="uuid", type="text", payload="bytea", headers="jsonb"
)


def put_in_outbox(unit: Unit, event: Event[Any]) -> None:
    """Adds the event to the unit; it leaves for Kafka after the commit, per subject in the order of commits.

    The headers are kept ready for the wire, so that the relay only forwards.
    """
    headers = {**attributes(event), "ce_version": str(event.version)}
    payload = event.data.model_dump_json().encode()
    row = (event.id, event.data.owner, event.subject, event.type, payload, json.dumps(headers))
    unit.put(OUTBOX, event.id, row)
