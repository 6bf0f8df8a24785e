"""What the pages read and start inside this service, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from services.notifications.domain.known import KnownPage, MayKnow
from services.notifications.domain.shown import DesignationShown, Preview, TimelineEntry, TimelinePage, WouldBeTold
from services.notifications.ports import Why
from shared.contracts import Refused, Reporter
from shared.http import Access, Load, LoadOut, Page, SpotCheckOut, SpotChecksOut, shown_to
from shared.identity import Actor, Outcome
from shared.intake.receipts import Receipt

HEARD = Preview(
    (
        WouldBeTold("department", "kraftcenter", None, "inbox", ("text",), "Kraftcenter har det næste skridt."),
        WouldBeTold("citizen", None, None, "inbox", ("text",), "Det handler om borgeren selv."),
    ),
    (),
)


def an_entry(type_: str, text: str = "Noget er sket.", *, by: str | None = None, at: datetime | None = None,
             **data: Any) -> TimelineEntry:  # fmt: skip
    return TimelineEntry(uuid4(), f"dk.samspil.{type_}.v1", text, at or datetime.now(UTC), "referral", by, data, None)


def a_page(log: Sequence[Access], others: bool, cursor: str | None, limit: int) -> Page[Access]:
    """Of an access log, the newest first; a cursor is how many came before."""
    wanted = [each for each in log if not (others and each.purpose == "egen_indsigt")]
    start = int(cursor or 0)
    end = start + limit
    return Page(items=wanted[start:end], next=str(end) if end < len(wanted) else None)


@dataclass
class MemoryRecords:
    """`web.parts.Records` and `web.parts.Inside`: what lies here is everybody's; `reported` is what was sent."""

    entries: list[TimelineEntry] = field(default_factory=list)
    designated: list[DesignationShown] = field(default_factory=list)
    page: KnownPage = field(default_factory=lambda: KnownPage((), None))
    may: tuple[MayKnow, ...] = ()
    log: list[Access] = field(default_factory=list)
    loads: Load = field(default_factory=dict)
    checks: list[SpotCheckOut] = field(default_factory=list)
    looked: list[tuple[int, str]] = field(default_factory=list)
    reported: list[Mapping[str, Any]] = field(default_factory=list)
    would_tell: Preview = HEARD
    wrong: Refused | None = None
    citizen_known: bool = True
    reached_over: dict[str, str | None] = field(default_factory=lambda: {"inbox": None, "mail": "email"})

    def clear(self) -> None:
        self.__init__()  # type: ignore[misc] # every field back to what it begins with

    async def timeline(
        self, reader: Reporter, citizen_id: UUID, why: Why, *, cursor: str | None = None, limit: int = 100
    ) -> TimelinePage:
        if not self.citizen_known:
            raise Refused("not-found", "Borgeren findes ikke, eller du har ikke adgang.", status=404)
        return TimelinePage(tuple(self.entries), None)

    async def designations(self, reader: Reporter, citizen_id: UUID, why: Why) -> tuple[DesignationShown, ...]:
        return tuple(self.designated)

    async def known(
        self, reader: Reporter, citizen_id: UUID, *, cursor: str | None = None, limit: int = 50
    ) -> KnownPage:
        return self.page

    async def may_know(self, reader: Reporter) -> tuple[MayKnow, ...]:
        return self.may

    async def preview(self, reader: Reporter, event: Mapping[str, Any]) -> Preview:
        if self.wrong is not None:
            raise self.wrong
        return self.would_tell

    async def report(self, reporter: Reporter, event: Mapping[str, Any]) -> Receipt:
        if self.wrong is not None:
            raise self.wrong
        self.reported.append(event)
        return Receipt(
            receipt_id=uuid4(),
            subject=UUID(str(event["subject"])),
            source="urn:samspil:web",
            event_id=UUID(str(event["id"])),
            type=str(event["type"]),
            reporter=reporter.name,
            department=reporter.department,
            status="accepted",
            digest=b"",
        )

    def channels(self) -> Mapping[str, str | None]:
        return self.reached_over

    async def load(self, manager: Actor) -> list[LoadOut]:
        return shown_to(manager.department, self.loads, ("unread", "unanswered"))

    async def spot_checks(self, manager: Actor, month: str | None, cursor: str | None, limit: int) -> SpotChecksOut:
        start = int(cursor or 0)
        end = start + limit
        return SpotChecksOut(
            items=self.checks[start:end], next=str(end) if end < len(self.checks) else None, month=month or ""
        )

    async def looked_at(self, manager: Actor, access_id: int, outcome: Outcome) -> None:
        self.looked.append((access_id, outcome))

    async def access_log(
        self, citizen: Actor, citizen_id: UUID, *, others: bool, cursor: str | None, limit: int
    ) -> Page[Access]:
        return a_page(self.log, others, cursor, limit)
