"""A notice as the page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.notifications.domain.shown import InboxNotice
from services.notifications.web.cookies import KNOWLEDGE
from services.notifications.web.dates import Deadline, deadline, moment
from services.notifications.web.traces import trace_address
from shared.contracts.display import department_name, type_name
from shared.contracts.report import Role

Kind = Literal["task", "news"]


@dataclass(frozen=True, slots=True)
class Card:
    """`kind` is "task" while something is asked: reading alone does not answer.

    `action` is without a full stop, as the deadline or `settled` follows it; `settled` says since when it is asked no
    more, and `read_settles` that reading it is the answer. `sender` is the department that acted, if one did.
    `who` is the citizen's name or a stand-in for it; None where the reader is the citizen, or no citizen is meant.
    `words_url` is where the knowledge that it asks to read is shown.
    """

    id: UUID
    kind: Kind
    title: str
    text: str
    who: str | None
    sender: str | None
    arrived: str
    arrived_iso: str
    action: str | None
    due: Deadline | None
    settled: str | None
    read_settles: bool
    read: str | None
    trace_url: str | None
    words_url: str | None

    @property
    def unread(self) -> bool:
        return self.read is None


class Cards:
    """Makes cards for one reader."""

    def __init__(self, role: Role, traces_url: str | None, names: Mapping[UUID, str], now: datetime) -> None:
        self._role = role
        self._traces_url = traces_url
        self._names = names
        self._now = now

    def of(self, notice: InboxNotice) -> Card:
        return Card(
            id=notice.notice_id,
            kind="task" if notice.asks else "news",
            title=type_name(notice.event_type),
            text=notice.text,
            who=self._who(notice.citizen_id),
            sender=department_name(notice.department) if notice.department is not None else None,
            arrived=moment(notice.created_at, self._now),
            arrived_iso=notice.created_at.isoformat(),
            action=notice.action.rstrip(".") if notice.action is not None else None,
            due=deadline(notice.due, self._now) if notice.due is not None and notice.asks else None,
            settled=None if notice.settled_at is None else moment(notice.settled_at, self._now),
            read_settles=notice.read_settles and notice.asks,
            read=self._read(notice),
            trace_url=self._trace(notice.trace_id),
            words_url=None if notice.knowledge_id is None else f"{KNOWLEDGE}/{notice.knowledge_id}",
        )

    def _who(self, citizen: UUID | None) -> str | None:
        if citizen is None or self._role == "citizen":
            return None
        if self._role == "relative":
            return "Den, du er pårørende til"
        return self._names.get(citizen) or f"Borger {str(citizen)[:8]}"

    def _read(self, notice: InboxNotice) -> str | None:
        if notice.read_at is None:
            return None
        when = moment(notice.read_at, self._now)
        # A team's notice is read once for all of them; one's own needs no name.
        if notice.read_by is None or self._role in ("citizen", "relative"):
            return f"Læst {when}"
        return f"Læst af {notice.read_by} {when}"

    def _trace(self, trace_id: str | None) -> str | None:
        # Traces are for those who work with the system; to a citizen they would be noise.
        return None if self._role in ("citizen", "relative") else trace_address(self._traces_url, trace_id)
