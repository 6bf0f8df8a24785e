"""What each person has muted, in memory."""

from collections import defaultdict
from collections.abc import Iterable

from shared.contracts import Reporter


class FakeMutes:
    """See `ports.Mutes`."""

    def __init__(self) -> None:
        self.by_person: dict[str, frozenset[str]] = defaultdict(frozenset)

    async def of(self, reader: Reporter) -> frozenset[str]:
        return self.by_person[reader.name]

    async def put(self, reader: Reporter, types: Iterable[str]) -> None:
        self.by_person[reader.name] = frozenset(types)

    async def add(self, reader: Reporter, type_: str) -> None:
        self.by_person[reader.name] |= {type_}
