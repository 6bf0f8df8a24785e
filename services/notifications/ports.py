"""What the use cases need from outside."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from services.notifications.domain.delivery import Delivery, Outcome, Status
from services.notifications.domain.designation import Designation
from services.notifications.domain.invitation import Invitation
from services.notifications.domain.letter import Letter
from services.notifications.domain.notice import Notice
from services.notifications.domain.receivers import Receivers
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.rules import Rules
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

    async def get(self, id_: UUID) -> Designation | None: ...

    def save(self, designation: Designation) -> None:
        """Kept anew, its contact under the designation's own key. Without a contact the key is gone, too: what was kept
        under it can be read by nobody."""


class Invitations(Protocol):
    """How the citizen's relatives come to sign in."""

    def add(self, invitation: Invitation) -> None:
        """An earlier invitation to the same designation holds no more."""

    def withdraw(self, designation_id: UUID) -> None:
        """No invitation to it holds any more."""

    def unbind(self, designation_id: UUID) -> None:
        """Nobody who accepted an invitation to it stands for it any more."""


class Deliveries(Protocol):
    """What is to leave the house."""

    def enqueue(self, notice: Notice, event_type: str) -> None:
        """The notice of an event of this type is tried over its channel until it has arrived or is given up.

        One per event, recipient, channel and reason: a second one changes nothing.
        """

    async def waits(self, id_: UUID) -> bool:
        """Whether it is queued still."""
        ...

    def give_up(self, id_: UUID) -> None:
        """Nothing more is tried."""

    def stop(self, recipient: Recipient | None = None, types: Iterable[str] = ()) -> None:
        """What is queued to the recipient (None: to anybody) about this subject is not sent any more (P2, V3).

        `types` are the event types it is about, empty for all.
        """


class Work(Protocol):
    """One subject, as known now, and the ways to change it; nothing is written before the decision is done.

    `rules` are those telling goes by, with the channels that can be used here.
    """

    now: datetime
    subject: UUID
    cause: Cause
    rules: Rules

    @property
    def timeline(self) -> Timeline: ...
    @property
    def notices(self) -> Notices: ...
    @property
    def designations(self) -> Designations: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def receivers(self) -> Receivers:
        """Which apps want to hear, as far as this instance knows."""
        ...

    @property
    def before(self) -> Involvement:
        """The involvement as it was before the event heard or published last."""
        ...

    @property
    def involvement(self) -> Involvement: ...

    def publish(self, fact: Fact, *, correlationid: UUID | None = None) -> Event[Any]: ...


class Decisions(Protocol):
    """Runs a decision that is no report."""

    async def on(
        self, subject: UUID, cause: Cause, decide: Callable[[Work], Awaitable[T]], *, doing: str = "notice read"
    ) -> T:
        """`decide` is run on the subject; again, from the start, where somebody was faster.

        The trace of `cause` goes on: what is published hangs below a span of its own, named after what is done.
        """
        ...


class Sender(Protocol):
    """One channel's way out."""

    async def send(self, delivery: Delivery) -> Outcome:
        """Tries once. What it raises is taken for a fault of ours and tried again.

        May be called off (cancelled) when it takes too long, and called again for a delivery that has arrived: the
        receiver tells by the delivery's id.
        """
        ...


class Letters(Protocol):
    """What mails need."""

    async def of(self, delivery: Delivery) -> Letter | None:
        """What it is about and where it goes, by what stands at this moment; None where it may not be sent any more."""
        ...


class Claim(NamedTuple):
    """A delivery that is one sender's to try until the lease runs out."""

    delivery: Delivery
    lease: UUID


class Queue(Protocol):
    """The other end of `Deliveries`. Every moment is the database's own, so that instances agree."""

    async def claim(self, *, room: int, per_lane: int, flying: Mapping[str, int], lease: timedelta) -> Sequence[Claim]:
        """Up to `room` deliveries that are due, no lane getting more than `per_lane` with those `flying` already.

        Of a lane whose circuit is open none, half open one. Nobody else gets them before the lease has run out,
        however the claimer ends.
        """
        ...

    async def record(self, claim: Claim, outcome: Outcome, *, ms: int, luck: float) -> Status:
        """Notes the attempt, and where it leaves the delivery and its lane.

        A delivery that is to be given up is left as it is, under its lease: that it is given up is told in the same
        moment (`Deliveries.give_up`). Nothing is said of one whose lease has gone to somebody else.
        """
        ...

    async def queued(self) -> Mapping[str, tuple[int, float]]:
        """By channel: how many wait, and for how many seconds the oldest has."""
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
