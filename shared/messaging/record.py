"""A record as Kafka gave it, and what its place in the log is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from uuid import UUID, uuid5

from shared.contracts.immutable import immutable
from shared.messaging.ids import read_id

_POSITIONS = UUID("6f0c3e9a-6c55-4bb1-9e8f-2b1a41a7c1d0")


@immutable(frozen=True, slots=True)
class Record:
    """One Kafka record, undecoded. `timestamp` as it stands in the log, in milliseconds since 1970."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    headers: Sequence[tuple[str, bytes]]
    value: bytes | None
    timestamp: int = -1
    _named: dict[str, bytes] = field(init=False, default_factory=dict, repr=False, compare=False)

    @property
    def named(self) -> Mapping[str, bytes]:
        """The headers by name, of several of one name the first; looked up several times a record."""
        named = self._named
        if not named:
            # A client that is not ours may write a header without a value.
            named.update([header for header in reversed(self.headers) if header[1] is not None])
        return named

    def header(self, name: str) -> str | None:
        """A header's text; None where it is missing or not UTF-8."""
        value = self.named.get(name)
        try:
            return None if value is None else value.decode()
        except UnicodeDecodeError:
            return None

    @property
    def subject(self) -> UUID | None:
        """The record key as a subject; None where it is none."""
        try:
            return read_id(bytes.decode(self.key or b""))
        except ValueError:
            return None

    @property
    def mark(self) -> UUID:
        """What the inbox remembers: the event's id, or the place in the log where the id cannot be read."""
        try:
            return read_id(self.header("ce_id") or "")
        except ValueError:
            return uuid5(_POSITIONS, f"{self.topic}/{self.partition}/{self.offset}")

    @property
    def place(self) -> UUID:
        """What the inbox remembers of a record that is no event of ours: its place in the log, at its time.

        Without the time, an app's records would be taken for those of an app of the same name that was removed before
        it: a topic made anew counts from zero.
        """
        return uuid5(_POSITIONS, f"{self.topic}/{self.partition}/{self.offset}/{self.timestamp}")
