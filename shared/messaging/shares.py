"""A large batch, cut so that one part is decided while another is written."""

from collections.abc import Sequence

from shared.messaging.record import Record

_SHARE = 170


def shares(records: Sequence[Record]) -> list[list[Record]]:
    """The records in shares of about 170, those of one key together and in their order; a few records are one share."""
    found: list[list[Record]] = [[] for _ in range(max(1, round(len(records) / _SHARE)))]
    for record in records:
        found[hash(record.key) % len(found)].append(record)
    return [share for share in found if share]
