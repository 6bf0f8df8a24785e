"""How many brokers a stack has: chosen when its data are made, and true of them from then on."""

import base64
import secrets

from deploy.embedded.layout import Layout, read_json, write_json
from deploy.embedded.part import CannotStart


def directory_ids(layout: Layout, wanted: int | None) -> list[str]:
    """One id a broker, for `StorageTool`: those the data were made with, else new ones for `wanted` brokers or one.

    Kept before anything is formatted, since all brokers must be told the same. Raises `CannotStart` where the data are
    made for another number.
    """
    path = layout.data / "kafka-brokers.json"
    kept: list[str] = read_json(path) or ([random_id()] if (layout.data / "kafka").exists() else [])
    if kept and wanted not in (None, len(kept)):
        raise CannotStart(
            f"Kafkas data er lavet til {len(kept)} {'broker' if len(kept) == 1 else 'brokere'}: "
            "start uden --brokers, eller slet alle data med `samspil down --wipe`"
        )
    if not kept:
        kept = [random_id() for _ in range(wanted or 1)]
        write_json(path, kept)
    return kept


def count(layout: Layout, wanted: int | None) -> int:
    """How many brokers that makes."""
    return len(directory_ids(layout, wanted))


def random_id() -> str:
    """Kafka's form of a random UUID: 22 characters of URL-safe base64, not beginning with a dash."""
    while True:
        text = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
        if not text.startswith("-"):
            return text
