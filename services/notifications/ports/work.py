"""What a decision on one subject needs."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from services.notifications.domain.delivery import Status
from services.notifications.domain.designation import Designation
from services.notifications.domain.invitation import Invitation
from services.notifications.domain.notice import Notice
from services.notifications.domain.reach import Line
from services.notifications.domain.receivers import Receivers
from services.notifications.domain.recipient import Recipient
from services.notifications.domain.rules import Rules
from services.notifications.domain.told import Handled
from services.notifications.ports.unread import Unread
from shared.contracts import Cause, Event, Fact, NoticeAcknowledged
from shared.contracts.involvement import Involvement

T = TypeVar("T")


class Timeline(Protocol):
    """What has happened around the subject."""

    def keep(self, event: Event[Any]) -> None:
        """Notes the event. Once: an event known already is not kept twice."""

    async def of_loop(self, correlationid: UUID) -> Sequence[Handled]:
        """The loop's events kept earlier, oldest first, each with those it was told to (over any channel).

        Asks the database: only for the rare events that need it.
        """
        ...

    async def get(self, event_id: UUID) -> Handled | None:
        """One event kept earlier, of whatever loop."""
        ...


class Notices(Protocol):
    """Who has been told."""

    def add(self, notice: Notice) -> None:
        """One per event, recipient and channel (N2): a second one changes nothing."""

    async def get(self, id_: UUID) -> Notice | None: ...

    async def lines(self, event_id: UUID) -> Sequence[Line]:
        """Every notice of an event told before this unit, and how far each has come, in this unit too."""
        ...

    def save(self, notice: Notice) -> None:
        """Keeps what became of it: that it was read (and settled where the reading did that), put off, handed over,
        acknowledged."""

    def bring_back(self, notice: Notice) -> None:
        """It is put off no longer, and stands on top of its inbox again."""

    def keep_words(self, event: Event[NoticeAcknowledged], words: str) -> None:
        """The words of the acknowledgement that the event tells of, under the citizen's key."""

    def settle(self, loop: UUID, actions: Iterable[str], by: UUID) -> None:
        """Every notice of the loop that asks one of the actions, known by now, is settled by the event; the first one
        that settles counts. So is what managers were to see read of them (N4)."""

    def settle_of(self, events: Iterable[UUID], actions: Iterable[str], by: UUID) -> None:
        """Every notice of those events that asks one of the actions, known by now, is settled by the event `by`."""

    def ask_again(self, loop: UUID, actions: Iterable[str], wrong: Iterable[UUID]) -> None:
        """Those of the loop's asks that one of the events `wrong` had settled, and none of them asked, stand again, in
        sight and on top where they were put off; with what managers were to see read of those unread still."""


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

    def end(self, id_: UUID, status: Status) -> None:
        """It has come to this, and nothing more is tried."""

    def stop(self, recipient: Recipient | None = None, types: Iterable[str] = ()) -> None:
        """What is queued to the recipient (None: to anybody) about this subject is not sent any more (P2, V3).

        `types` are the event types it is about, empty for all. A correction to one recipient is let go of by its
        sender, at once, so that whoever waits for its reach hears of it (R7).
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
    def unread(self) -> Unread: ...
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

    def set_timer(self, kind: str, ref: UUID, due: datetime, correlationid: UUID | None = None) -> None:
        """One timer of this kind for `ref`; an earlier one is moved."""
        ...

    def clear_timer(self, kind: str, ref: UUID) -> None:
        """Stops the timer; where there is none, nothing."""
        ...

    def new_id(self) -> UUID:
        """For something this decision makes; later ones sort after earlier ones."""
        ...


class TimerRanOut(Protocol):
    """A timer that fired: `ref` is what it is about, `due` when it ran out."""

    @property
    def ref(self) -> UUID: ...
    @property
    def due(self) -> datetime: ...


class Decisions(Protocol):
    """Runs a decision that is no report."""

    async def on(
        self, subject: UUID, cause: Cause, decide: Callable[[Work], Awaitable[T]], *, doing: str = "notice read"
    ) -> T:
        """`decide` is run on the subject; again, from the start, where somebody was faster.

        The trace of `cause` goes on: what is published hangs below a span of its own, named after what is done.
        """
        ...
