"""Everything the pages' routes work with, as one value at `app.state.web`."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from fastapi import Request

from services.notifications.domain.knowledge import Knowledge, KnowledgePage, Said
from services.notifications.domain.shown import DesignationShown, InboxNotice, InboxPage, Preview, TimelinePage
from services.notifications.domain.tending import Colleague
from services.notifications.domain.wanted import EVERYTHING, Wanted
from services.notifications.ports import Acceptance, Known, Why
from services.notifications.web.assets import Assets
from services.notifications.web.cookies import Cookies
from services.notifications.web.elsewhere import Elsewhere
from services.notifications.web.issuer import Issuer
from services.notifications.web.mutes import MutePages
from services.notifications.web.names import Names
from services.notifications.web.overviews import Overviews
from services.notifications.web.pages import Pages
from services.notifications.web.ruling import RulePages
from services.notifications.web.sealing import Sealer
from services.notifications.web.sessions import Session, Sessions
from services.notifications.web.settings import WebSettings
from shared.contracts import Reporter
from shared.http import Access, LoadOut, Page, SpotChecksOut
from shared.identity import Actor, Outcome
from shared.intake.receipts import Receipt


class Inbox(Protocol):
    """The part of `ports.Reads` that the pages read from; see there."""

    async def inbox(
        self,
        reader: Reporter,
        *,
        wanted: Wanted = EVERYTHING,
        asking: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> InboxPage: ...

    async def unread(self, reader: Reporter) -> int: ...

    def live(
        self, reader: Reporter, after: str, stopping: Callable[[], bool], *, changes: bool = False, muted: bool = False
    ) -> AsyncIterator[InboxNotice]: ...

    async def notice(self, reader: Reporter, notice_id: UUID) -> InboxNotice: ...


class Records(Known, Protocol):
    """The part of `ports.Reads` about citizens; see there."""

    async def timeline(
        self, reader: Reporter, citizen_id: UUID, why: Why, *, cursor: str | None = None, limit: int = 100
    ) -> TimelinePage: ...

    async def designations(self, reader: Reporter, citizen_id: UUID, why: Why) -> tuple[DesignationShown, ...]: ...


class Inside(Protocol):
    """What this service itself decides, started by the pages. `event` is as `Elsewhere.report` takes it, `private` in
    its data included."""

    async def preview(self, reader: Reporter, event: Mapping[str, Any]) -> Preview:
        """P3. Raises Refused (403, 422), as sending it would."""

    async def report(self, reporter: Reporter, event: Mapping[str, Any]) -> Receipt:
        """Raises Refused (403, 409, 422); nothing is kept then."""

    async def access_log(
        self, citizen: Actor, citizen_id: UUID, *, others: bool, cursor: str | None, limit: int
    ) -> Page[Access]:
        """V2: as `GET /citizens/{citizen_id}/access-log`. Raises Refused (404) for anybody but that citizen."""

    def channels(self) -> Mapping[str, str | None]:
        """What a relative can be reached over here, the inbox first, and the contact each needs: `email` or `phone`."""

    async def load(self, manager: Actor) -> list[LoadOut]:
        """How much lies with each department, as `GET /load`."""

    async def spot_checks(self, manager: Actor, month: str | None, cursor: str | None, limit: int) -> SpotChecksOut:
        """As `GET /access-log/spot-checks`."""

    async def looked_at(self, manager: Actor, access_id: int, outcome: Outcome) -> None:
        """As `PUT /access-log/spot-checks/{access_id}`. Raises Problem (404, 422)."""


class MarkRead(Protocol):
    async def __call__(self, reader: Reporter, notice_id: UUID, by: str) -> None:
        """Marks one's own notice read; `by` is the name colleagues see. Again: no error.

        Raises Refused (404) for a notice that is not the reader's.
        """


class Tending(Protocol):
    """What is done with a notice beside reading it, as the pages start it; `by` is the name colleagues see.

    All raise Refused (404) for a notice that is not the reader's, else as `handlers.tending` says.
    """

    async def seen(self, reader: Reporter, name: str) -> None:
        """They have signed in, and can be handed something by their team from now on."""

    async def colleagues(self, reader: Reporter) -> Sequence[Colleague]: ...

    async def snooze(self, reader: Reporter, notice_id: UUID, by: str, until: datetime) -> None: ...

    async def wake(self, reader: Reporter, notice_id: UUID) -> None: ...

    async def hand_over(self, reader: Reporter, notice_id: UUID, by: str, sub: str) -> None: ...

    async def take_back(self, reader: Reporter, notice_id: UUID) -> None: ...

    async def acknowledge(self, reader: Reporter, notice_id: UUID, by: str, words: str) -> None: ...


class KnowledgeBox(Protocol):
    """The use cases of the knowledge box, as the pages start them; what they raise is as `ports.KnowledgeBox` says."""

    async def hand_in(self, request: Request, said: Said) -> None:
        """Raises HTTPException (429) where too much came from there, or from everybody."""

    async def unmatched(self, reader: Reporter, cursor: str | None, limit: int) -> KnowledgePage: ...

    async def foresee(self, reader: Reporter, id_: UUID, citizen_id: UUID) -> Preview:
        """P3: who would be asked to read it. In casework."""

    async def match(self, reader: Reporter, id_: UUID, citizen_id: UUID) -> None: ...

    async def discard(self, reader: Reporter, id_: UUID) -> None: ...

    async def read(self, reader: Reporter, name: str, id_: UUID) -> Knowledge:
        """In casework. `name` is what colleagues see of the reader."""


class Operations(Protocol):
    """What this service itself tells operations, in the shapes of its own answers over HTTP (`GET /operations`,
    `/dead-letters`, `/deliveries`, `/loops/{id}`)."""

    async def flow(self) -> Mapping[str, Any]: ...

    async def letters(self) -> Sequence[Mapping[str, Any]]: ...

    async def replay(self, number: int | None) -> Mapping[str, Any]: ...

    async def receivers(self) -> Sequence[Mapping[str, Any]]: ...

    async def loop(self, id_: UUID) -> Sequence[Mapping[str, Any]]:
        """Empty where there is none."""


@dataclass(frozen=True, slots=True)
class Web:
    """`stopping` tells whether the process is going down, `now` gives an aware moment."""

    settings: WebSettings
    cookies: Cookies
    sessions: Sessions
    sealer: Sealer
    issuer: Issuer
    inbox: Inbox
    records: Records
    inside: Inside
    mark_read: MarkRead
    tending: Tending
    invitations: Acceptance
    knowledge: KnowledgeBox
    rules: RulePages
    muting: MutePages
    names: Names
    elsewhere: Elsewhere
    overviews: Overviews
    operations: Operations
    pages: Pages
    assets: Assets
    stopping: Callable[[], bool]
    now: Callable[[], datetime]

    @staticmethod
    def of(request: Request) -> "Web":
        web: Web = request.app.state.web
        return web

    async def session(self, request: Request, *, by_hand: bool = True) -> Session | None:
        """Who is signed in by this request's cookie. `by_hand` as `Sessions.find` says."""
        return await self.sessions.find(request.cookies.get(self.cookies.session), by_hand=by_hand)
