"""What the use cases need from outside."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from services.notifications.domain.designation import Designation
from services.notifications.domain.notice import Notice
from services.notifications.domain.shown import DesignationShown, InboxNotice, InboxPage, TimelinePage
from services.notifications.domain.told import Handled
from shared.contracts import Cause, Event, Fact, Reporter
from shared.contracts.involvement import Involvement

T = TypeVar("T")


class Why(NamedTuple):
    """Why somebody reads: a purpose of the interface and, for breaking the glass alone, the reason in words."""

    purpose: str
    reason: str | None = None


class Timeline(Protocol):
    """What has happened around the subject."""

    def keep(self, event: Event[Any]) -> None:
        """Notes the event. Once: an event known already is not kept twice."""

    async def of_loop(self, correlationid: UUID) -> Sequence[Handled]:
        """The loop's events kept earlier, oldest first, each with those it was told to (over any channel).

        Asks the database: only for the rare events that need it.
        """
        ...


class Notices(Protocol):
    """Who has been told."""

    def add(self, notice: Notice) -> None:
        """One per event, recipient and channel (N2): a second one changes nothing."""

    async def get(self, id_: UUID) -> Notice | None: ...

    def save(self, notice: Notice) -> None:
        """Keeps that it was read, and settled where the reading did that."""

    def settle(self, loop: UUID, actions: Iterable[str], by: UUID) -> None:
        """Every notice of the loop that asks one of the actions, known by now, is settled by the event; the first one
        that settles counts."""

    def ask_again(self, loop: UUID, actions: Iterable[str], wrong: UUID) -> None:
        """Those of the loop's asks that the event `wrong` had settled stand again."""


class Designations(Protocol):
    """How the citizen's relatives are reached."""

    def add(self, designation: Designation) -> None: ...

    def revoke(self, id_: UUID) -> None:
        """Nothing is readable under it any more, and its contact is forgotten."""


class Work(Protocol):
    """One subject, as known now, and the ways to change it; nothing is written before the decision is done."""

    now: datetime
    subject: UUID
    cause: Cause

    @property
    def timeline(self) -> Timeline: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def designations(self) -> Designations: ...
    @property
    def before(self) -> Involvement:
        """The involvement as it was before the event heard or published last."""
        ...

    @property
    def involvement(self) -> Involvement: ...

    def publish(self, fact: Fact, *, correlationid: UUID | None = None) -> Event[Any]: ...

    def seal(self, words: bytes, associated: bytes) -> bytes: ...


class Decisions(Protocol):
    """Runs a decision that is no report."""

    async def on(self, subject: UUID, cause: Cause, decide: Callable[[Work], Awaitable[T]]) -> T:
        """`decide` is run on the subject; again, from the start, where somebody was faster.

        The trace of `cause` goes on: what is published hangs below a span of its own.
        """
        ...


class Reads(Protocol):
    """Reading for people. Who may read is decided where the data lie; every read of a citizen is logged with it."""

    async def inbox(
        self,
        reader: Reporter,
        *,
        unread: bool = False,
        asking: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> InboxPage:
        """Notices to oneself and to one's department and role, newest first; `unread` leaves out what was read.

        `asking` gives only those that ask something still, what is due first before all else and what has no deadline
        last (True), or only the others (False). A cursor is good for the same `asking` alone.

        Raises Refused (403) for who has no inbox (apps, operations), (422, /cursor) for a cursor that is none.
        """
        ...

    async def position(self, reader: Reporter) -> str:
        """Where a stream that starts now goes on. Raises as `inbox`."""
        ...

    def live(
        self, reader: Reporter, after: str, stopping: Callable[[], bool], *, changes: bool = False
    ) -> AsyncGenerator[InboxNotice, None]:
        """Every notice committed after `after`, at once and without loss, in order per citizen; until `stopping`.

        With `changes` also each that was read, settled or asks again since, as it now stands; such a one may come more
        than once. Each item's `position` is the next `after`. One that is no position is taken as now.
        """
        ...

    async def notice(self, reader: Reporter, notice_id: UUID) -> InboxNotice:
        """One's own notice, as an inbox shows it. Raises Refused (404) where the reader is no recipient of any such."""
        ...

    async def addressed(self, reader: Reporter, notice_id: UUID) -> Notice:
        """As `notice`, for what is to be done with it."""
        ...

    async def timeline(
        self, reader: Reporter, citizen_id: UUID, why: Why, *, cursor: str | None = None, limit: int = 100
    ) -> TimelinePage:
        """What happened, oldest first: to the citizen all of it; to a department what it was told, what it reported and
        its own loops (I2). Raises Refused (404) for everybody else."""
        ...

    async def designations(self, reader: Reporter, citizen_id: UUID, why: Why) -> tuple[DesignationShown, ...]:
        """Whom the citizen has designated, standing or not. Raises Refused (404) for who may not see it."""
        ...

    async def around(self, reader: Reporter, citizen_id: UUID, why: Why) -> "Around":
        """For the preview: who has to do with the citizen. An empty one for a citizen nothing was heard of."""
        ...


class Around(NamedTuple):
    """`names` are the relatives' by designation, for a reader who may see them."""

    involvement: Involvement
    names: Mapping[UUID, str]
