"""Reading for people."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import NamedTuple, Protocol
from uuid import UUID

from services.notifications.domain.designation import Designation
from services.notifications.domain.notice import Notice
from services.notifications.domain.shown import DesignationShown, InboxNotice, InboxPage, TimelinePage
from services.notifications.domain.told import Handled
from services.notifications.domain.wanted import EVERYTHING, Wanted
from services.notifications.ports.known import Known
from shared.contracts import Reporter
from shared.contracts.involvement import Involvement


class Why(NamedTuple):
    """Why somebody reads: a purpose of the interface and, for breaking the glass alone, the reason in words."""

    purpose: str
    reason: str | None = None


class Reads(Known, Protocol):
    """Reading for people. Who may read is decided where the data lie; every read of a citizen is logged with it."""

    async def inbox(
        self,
        reader: Reporter,
        *,
        wanted: Wanted = EVERYTHING,
        asking: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> InboxPage:
        """Notices to oneself and to one's department and role, newest first, as far as they are `wanted`; what is put
        off only where that is wanted.

        `asking` gives only those that ask something still, what is due first before all else and what has no deadline
        last (True), or only the others (False). A cursor is good for the same `asking` alone.

        Raises Refused (403) for who has no inbox (apps, operations), (422, /cursor) for a cursor that is none.
        """
        ...

    async def unread(self, reader: Reporter) -> int:
        """How many notices are unread, put off ones left out; a thousand for more. Raises as `inbox`."""
        ...

    async def position(self, reader: Reporter) -> str:
        """Where a stream that starts now goes on. Raises as `inbox`."""
        ...

    def live(
        self, reader: Reporter, after: str, stopping: Callable[[], bool], *, changes: bool = False, muted: bool = False
    ) -> AsyncGenerator[InboxNotice, None]:
        """Every notice committed after `after`, at once and without loss, in order per citizen; until `stopping`.

        With `changes` also each that was read, settled, asks again, was put off, came back, was handed over or
        acknowledged since, as it now stands; such a one may come more than once. `muted` brings what the reader has
        muted, too (I3). Each item's `position` is the next `after`. One that is no position is taken as now.
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
        its own loops, but not how others in them were told (I2). Raises Refused (404) for everybody else."""
        ...

    async def designations(self, reader: Reporter, citizen_id: UUID, why: Why) -> tuple[DesignationShown, ...]:
        """Whom the citizen has designated, standing or not. Raises Refused (404) for who may not see it."""
        ...

    async def around(self, reader: Reporter, citizen_id: UUID, why: Why) -> "Around":
        """For the preview: who has to do with the citizen. An empty one for a citizen nothing was heard of."""
        ...

    async def designation(self, citizen_id: UUID, designation_id: UUID) -> Designation | None:
        """For the preview, as `loop`: what is kept of it, for a decision; none of it is shown."""
        ...

    async def loop(self, citizen_id: UUID, loop: UUID) -> Sequence[Handled]:
        """For the preview, as `loop_of`, by the loop's own id."""
        ...

    async def loop_of(self, citizen_id: UUID, event_id: UUID) -> Sequence[Handled]:
        """For the preview of a correction: every event of the loop this one is of, oldest first, with those it was told
        to. Empty where the citizen has no such event. Whoever asks says first who may know (`around` leaves the
        trace)."""
        ...


class Around(NamedTuple):
    """`names` are the relatives' by designation, for a reader who may see them."""

    involvement: Involvement
    names: Mapping[UUID, str]
