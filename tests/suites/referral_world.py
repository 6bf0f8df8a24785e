"""What the suites of the referral service's work are run on, and what they begin with.

The tests take a `world` fixture; `tests/unit/referral` gives the fake one, the integration tests the real one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from services.referral.domain import NewCitizen, Referral
from services.referral.ports import Erasures, Look, Overviews, Seen, SeenCitizen, Wanted
from shared.contracts import Event, InterventionStarted, Report
from shared.contracts.involvement import Involvement
from tests.suites.referral_story import (
    accepting,
    app,
    asking,
    citizen,
    looking,
    of,
    says,
    started,
)

ANNA = "0101901234"


class World(Protocol):
    """The service behind its doors. What a decision raises leaves nothing behind."""

    async def report(self, report: Report[Any]) -> Sequence[Event[Any]]:
        """What the report became. Raises `Refused` or `Waits`."""
        ...

    @property
    def hinted(self) -> Sequence[str]:
        """What came with the last decision as advice."""
        ...

    async def hear(self, event: Event[Any]) -> Sequence[Event[Any]]:
        """What the event led to; nothing the second time. Raises `Waits` where it is not applied yet."""
        ...

    async def run_out(self, subject: UUID, kind: str, ref: UUID) -> Sequence[Event[Any]]:
        """What it led to that the timer ran out, now. KeyError where there is none."""
        ...

    async def referral_of(self, subject: UUID, referral_id: UUID) -> Referral | None: ...
    async def involvement_of(self, subject: UUID) -> Involvement: ...
    async def timers_of(self, subject: UUID) -> Mapping[tuple[str, UUID], datetime]: ...
    async def looks_at(self, citizen_id: UUID) -> Sequence[Look]:
        """The access log, oldest first; a reason as it was given."""
        ...

    @property
    def overviews(self) -> Overviews: ...
    @property
    def erasures(self) -> Erasures: ...
    async def published_of(self, subject: UUID) -> Sequence[Event[Any]]:
        """Every event of this world's about the subject, oldest first."""
        ...

    async def made_at(self, subject: UUID, referral_id: UUID, at: datetime) -> None:
        """As if the referral had been made then: no report made now could be of another year."""
        ...

    async def enrol(self, look: Look, citizen: NewCitizen) -> UUID: ...
    async def find(self, look: Look, cpr: str) -> UUID | None: ...
    async def referral(self, look: Look, referral_id: UUID) -> Seen | None: ...
    async def referrals(self, look: Look, wanted: Wanted) -> Sequence[Seen]: ...
    async def citizen(self, look: Look, citizen_id: UUID) -> SeenCitizen | None: ...
    async def citizens(self, look: Look, citizens: Sequence[UUID]) -> Sequence[SeenCitizen]: ...


async def somebody(world: World, cpr: str = ANNA, name: str = "Anna Eksempel") -> UUID:
    return await world.enrol(looking(app("svr")), NewCitizen(cpr, name, date(1990, 1, 1)))


async def asked(world: World, anna: UUID, *, note: str | None = None, **data: Any) -> UUID:
    """A referral from Socialpsykiatri to Kraftcenter, as `asking`."""
    fact = asking(**data)
    who = citizen(anna) if fact.origin == "self" else of(fact.from_department or "")
    await world.report(says(who, anna, fact, note=note))
    return fact.referral_id


async def under_way(world: World) -> tuple[UUID, UUID, Event[InterventionStarted]]:
    """A citizen, their referral, and the start that has put it in progress."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(of("kraftcenter"), anna, accepting(id_)))
    start = started(anna, id_)
    await world.hear(start)
    return anna, id_, start
