"""Notices as an inbox holds them, and an inbox that holds them in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.notifications.domain.muting import is_muted
from services.notifications.domain.shown import InboxNotice, InboxPage
from services.notifications.domain.wanted import EVERYTHING, Wanted
from shared.contracts import Refused, Reporter

NOW = datetime(2026, 11, 23, 9, 32, tzinfo=UTC)
CITIZEN = UUID("7a1b2c3d-0000-4000-8000-000000000001")


def a_notice(
    type_: str = "henvisning.accepteret",
    text: str = "Kraftcenter har sagt ja til henvisningen.",
    *,
    citizen: UUID | None = CITIZEN,
    action: str | None = None,
    due: datetime | None = None,
    created_at: datetime = NOW,
    department: str | None = "kraftcenter",
    trace_id: str | None = "4bf92f3577b34da6a3ce929d0e0e4736",
    read_by: str | None = None,
    settled_at: datetime | None = None,
    read_settles: bool = False,
    knowledge_id: UUID | None = None,
    referral_id: UUID | None = None,
    answers_to: str | None = None,
    id_: UUID | None = None,
) -> InboxNotice:
    return InboxNotice(
        notice_id=id_ or uuid4(),
        event_id=uuid4(),
        event_type=f"dk.samspil.{type_}.v1",
        citizen_id=citizen,
        text=text,
        action=action,
        due=due,
        created_at=created_at,
        read_at=created_at + timedelta(minutes=20) if read_by else None,
        read_by=read_by,
        trace_id=trace_id,
        department=department,
        settled_at=settled_at,
        read_settles=read_settles,
        knowledge_id=knowledge_id,
        referral_id=referral_id,
        answers_to=answers_to,
    )


def a_task(
    text: str = "Socialpsykiatrien har henvist borgeren til ”Kraftcenter, træning”.", **more: object
) -> InboxNotice:
    known: dict[str, object] = {
        "action": "Svar på henvisningen.",
        "due": NOW + timedelta(days=5),
        "department": "socialpsykiatri",
        **more,
    }
    return a_notice("henvisning.oprettet", text, **known)  # type: ignore[arg-type] # names as in `a_notice`


@dataclass
class MemoryInbox:
    """The pages' port over a list; the reader is whoever asks, but a relative without designations only once `bound`.

    A position counts what has arrived and, after a point, what has changed. `muted` are types that whoever asks has
    muted.
    """

    notices: list[InboxNotice] = field(default_factory=list)
    changed: list[UUID] = field(default_factory=list)
    bound: set[str] = field(default_factory=set)
    muted: frozenset[str] = frozenset()
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def arrive(self, notice: InboxNotice) -> None:
        self.notices.append(notice)
        self._ring()

    def change(self, notice_id: UUID, **fields: object) -> None:
        """Somebody has read it, or an event has settled it."""
        place = next(n for n, each in enumerate(self.notices) if each.notice_id == notice_id)
        self.notices[place] = replace(self.notices[place], **fields)  # type: ignore[arg-type] # names as in the notice
        self.changed.append(notice_id)
        self._ring()

    def _ring(self) -> None:
        self._arrived.set()
        self._arrived = asyncio.Event()

    async def inbox(
        self,
        reader: Reporter,
        *,
        wanted: Wanted = EVERYTHING,
        asking: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> InboxPage:
        if reader.role in ("app", "operator"):
            raise Refused("forbidden", "Du har ingen indbakke.", status=403)
        if reader.role == "relative" and not reader.designations and reader.name not in self.bound:
            return InboxPage((), None, self._position(), 0, unbound=True)
        start = int(cursor or 0)
        shown = [
            each
            for each in reversed(self.notices)
            if (wanted.muted or not is_muted(each.event_type, each.action is not None, self.muted))
            and wanted.takes(each, reader.name, datetime.now(UTC))
            and (asking is None or asking == each.asks)
        ]
        if asking:
            shown.sort(key=lambda each: (each.due is None, each.due))
        more = str(start + limit) if len(shown) > start + limit else None
        found = tuple(shown[start : start + limit])
        matching = sum(wanted.takes(each, reader.name, datetime.now(UTC)) for each in self.notices)
        return InboxPage(found, more, self._position(), await self.unread(reader), matching=matching)

    async def unread(self, reader: Reporter) -> int:
        return sum(Wanted(unread=True).takes(each, reader.name, datetime.now(UTC)) for each in self.notices)

    async def live(
        self, reader: Reporter, after: str, stopping: Callable[[], bool], *, changes: bool = False, muted: bool = False
    ) -> AsyncIterator[InboxNotice]:
        arrived, _, altered = (after or self._position()).partition(".")
        seen, told = int(arrived), int(altered or 0)
        while not stopping():
            while seen < len(self.notices):
                seen += 1
                notice = self.notices[seen - 1]
                if muted or not is_muted(notice.event_type, notice.action is not None, self.muted):
                    yield replace(notice, position=_place(seen, told))
            while changes and told < len(self.changed):
                told += 1
                notice = await self.notice(reader, self.changed[told - 1])
                yield replace(notice, position=_place(seen, told), changed=True)
            try:
                await asyncio.wait_for(self._arrived.wait(), 0.2)
            except TimeoutError:
                continue

    def _position(self) -> str:
        return _place(len(self.notices), len(self.changed))

    async def notice(self, reader: Reporter, notice_id: UUID) -> InboxNotice:
        for each in self.notices:
            if each.notice_id == notice_id:
                return each
        raise Refused("not-found", "Beskeden findes ikke.", status=404)

    async def mark_read(self, reader: Reporter, notice_id: UUID, by: str) -> None:
        notice = await self.notice(reader, notice_id)
        if notice.read_at is None:
            now = datetime.now(UTC)
            settled = {"settled_at": now} if notice.read_settles else {}
            self.change(notice_id, read_at=now, read_by=by, **settled)


def _place(arrived: int, altered: int) -> str:
    return f"{arrived}.{altered}" if altered else str(arrived)


class MemoryInvitations:
    """Invitations by token; who accepts one is `bound`."""

    def __init__(self, bound: Callable[[], set[str]]) -> None:
        self.open: set[str] = set()
        self._bound = bound

    async def holds(self, token: str) -> bool:
        return token in self.open

    async def accept(self, token: str, sub: str) -> bool:
        if token not in self.open:
            return False
        self.open.remove(token)
        self._bound().add(sub)
        return True


class MemorySessions:
    """Sessions in a dictionary. `ahead` is how far its clock has gone; `people` whose each is, and when it was used."""

    def __init__(self) -> None:
        self.rows: dict[bytes, tuple[bytes, datetime]] = {}
        self.people: dict[bytes, tuple[str, str | None, datetime]] = {}
        self.sids: dict[bytes, str | None] = {}
        self.ahead = timedelta()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def put(
        self,
        digest: bytes,
        sealed: bytes,
        lifetime: timedelta,
        who: str,
        department: str | None,
        sid: str | None = None,
    ) -> None:
        self.rows[digest] = (sealed, self.now + lifetime)
        self.people[digest] = (who, department, self.now)
        self.sids[digest] = sid

    async def logged_out(self, who: str | None, sid: str | None) -> None:
        for digest, (whose, _, _) in self.people.items():
            of = self.sids[digest]
            if (who or sid) and who in (None, whose) and (sid in (None, of) or (who is not None and of is None)):
                self.rows.pop(digest, None)

    async def replace(self, digest: bytes, sealed: bytes) -> None:
        if digest in self.rows:
            self.rows[digest] = (sealed, self.rows[digest][1])

    async def get(self, digest: bytes, idle: timedelta, *, by_hand: bool) -> tuple[bytes, datetime] | None:
        row = self.rows.get(digest)
        if row is None or row[1] <= self.now or self.people[digest][2] + idle <= self.now:
            return None
        if by_hand:
            self.people[digest] = (*self.people[digest][:2], self.now)
        return row

    async def end(self, who: str, department: str | None = None) -> None:
        for digest, (whose, of, _) in self.people.items():
            if whose == who and department in (None, of):
                self.rows.pop(digest, None)

    async def delete(self, digest: bytes) -> None:
        self.rows.pop(digest, None)
