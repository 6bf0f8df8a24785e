"""What is sent: the event as it stands on Kafka, as one JSON object. Ids, codes and dates alone (V1)."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.contracts.cloudevents import attributes
from shared.contracts.event import SOURCE_PREFIX, Event

MEDIA_TYPE = "application/cloudevents+json"
TRIAL = "dk.samspil.webhook.proeve.v1"


def structured(event: Event[Any]) -> bytes:
    """The same bytes each time it is tried."""
    named = attributes(event)
    envelope = {name.removeprefix("ce_"): value for name, value in named.items() if name.startswith("ce_")}
    envelope["datacontenttype"] = named["content-type"]
    return _json(envelope | {"version": event.version, "data": event.data.model_dump(mode="json")})


def trial(id_: UUID, at: datetime) -> bytes:
    """What the test button sends: an event about nobody."""
    envelope = {"specversion": "1.0", "id": str(id_), "source": f"{SOURCE_PREFIX}notifications", "type": TRIAL}
    return _json(envelope | {"time": at.isoformat(), "datacontenttype": "application/json", "data": {}})


def _json(whole: dict[str, Any]) -> bytes:
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
