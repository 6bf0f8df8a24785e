"""What there is to be judged: everything the system left, as plain values, and what the apps know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.faults.load.journal import Journal


class Published(NamedTuple):
    """One record on a service's topic, in log order per subject; a relay may have sent it more than once.

    `at` is when it was sent, in seconds of the wall clock.
    """

    service: str
    id: str
    type: str
    subject: str
    version: int
    causation: str
    data: Mapping[str, Any]
    at: float = 0.0


class Notice(NamedTuple):
    """One row, in the order in which they became visible."""

    id: str
    event_id: str
    subject: str
    recipient: str
    channel: str


class Kept(NamedTuple):
    """A receipt as its service has it. `told` are (kind, department, channel) by event."""

    service: str
    receipt_id: str
    event_id: str
    status: str
    published: tuple[str, ...]
    told: Mapping[str, frozenset[tuple[str, str, str]]]


class Sending(NamedTuple):
    """A delivery out of the house. `to` is the recipient, as in a notice."""

    id: str
    event_id: str
    subject: str
    to: str
    channel: str
    status: str


class Letter(NamedTuple):
    """A mail that arrived."""

    to: str
    message_id: str


class Call(NamedTuple):
    """A webhook that arrived at an app."""

    app: str
    id: str
    event_id: str


Events = Mapping[str, Published]
"""Every event once, by its id."""


@dataclass(slots=True)
class History:
    """`left` names what is not empty though it should be, with a count; `dead` the dead letters, a line each.

    `answers_wrong` is what the Kafka door finds wrong with the answers per record, `shown_wrong` what `GET /receipts`
    says that is not so, a sentence each.
    """

    journal: Journal
    published: list[Published] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    receipts: list[Kept] = field(default_factory=list)
    sendings: list[Sending] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    dead: list[str] = field(default_factory=list)
    answers_wrong: list[str] = field(default_factory=list)
    shown_wrong: list[str] = field(default_factory=list)

    def events(self) -> Events:
        """Each as it was first seen: the relay may send one again, under the same id."""
        found: dict[str, Published] = {}
        for event in self.published:
            found.setdefault(event.id, event)
        return found
