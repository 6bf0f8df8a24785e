"""What the use cases need: the work on one citizen's referrals, the citizen index, and reads for a person or an app."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from services.referral.domain import NewCitizen, Referral
from services.referral.domain.erasure import Ask
from services.referral.domain.yearly import Asked, Line
from shared.contracts import Cause, Event, Fact, Reporter
from shared.contracts.codes import ReferralState
from shared.contracts.involvement import Involvement

T = TypeVar("T")


class Referrals(Protocol):
    """The citizen's referrals, as loaded and decided so far."""

    def get(self, id_: UUID) -> Referral | None: ...
    def __iter__(self) -> Iterator[Referral]: ...
    def save(self, id_: UUID, thing: Referral) -> None: ...


class Words(Protocol):
    """What was written with reports, kept under the citizen's key."""

    def keep(self, referral_id: UUID, event_id: UUID, words: bytes) -> None:
        """Seals the words that came with the report behind the event."""
        ...


class Work(Protocol):
    """One citizen, as known now, and the ways to change it; nothing is written before the handler has returned.

    `now` is the database's clock, `cause` what is being decided on. `citizen_known` tells whether the subject is in the
    citizen index.
    """

    now: datetime
    subject: UUID
    cause: Cause

    @property
    def involvement(self) -> Involvement: ...
    @property
    def citizen_known(self) -> bool: ...
    @property
    def referrals(self) -> Referrals: ...
    @property
    def words(self) -> Words: ...

    def publish(self, fact: Fact, *, correlationid: UUID | None = None) -> Event[Any]: ...
    def hint(self, sentence: str) -> None:
        """A Danish sentence for who reported: advice, without any value of the report."""
        ...

    def set_timer(self, kind: str, ref: UUID, due: datetime, correlationid: UUID | None = None) -> None: ...
    def clear_timer(self, kind: str, ref: UUID) -> None: ...
    def due(
        self, clock: str, *, start: datetime, offer: str | None = None, priority: str | None = None
    ) -> datetime: ...
    def runs_on(
        self, clock: str, due: datetime, *, paused: datetime, offer: str | None = None, priority: str | None = None
    ) -> datetime:
        """When a clock that was to ring at `due` rings now that it has stood still since `paused`."""
        ...


class TimerRanOut(Protocol):
    """A timer that fired: `ref` is the referral, `due` when it ran out."""

    @property
    def kind(self) -> str: ...
    @property
    def ref(self) -> UUID: ...
    @property
    def due(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, and why. `purpose` is one that people may name; `reason`, in words, says that the glass is broken."""

    reader: Reporter
    purpose: str
    reason: str | None = field(default=None, repr=False)

    @property
    def breaks_the_glass(self) -> bool:
        return self.reason is not None


@dataclass(frozen=True, slots=True)
class Seen:
    """A referral with what the citizen's key opens: the notes of its reports in order, one paragraph each.

    Those of a report that was an error are left out (R7). The referral knows its use (`with_its_use`).
    """

    citizen_id: UUID
    referral: Referral
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SeenCitizen:
    """`departments` are those involved now, in the order of their codes."""

    citizen_id: UUID
    departments: tuple[str, ...]
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which referrals are asked for; None is any. `after` is the `place` of the last one of the page before,
    `limit` how many a page shows."""

    citizen_id: UUID | None = None
    state: ReferralState | None = None
    overdue: bool | None = None
    after: tuple[datetime, UUID, UUID] | None = None
    limit: int = 50
    offer: str | None = None


class Reads(Protocol):
    """Every read is for somebody, leaves a row per citizen in the access log, and gives only what they may see."""

    async def referral(self, look: Look, referral_id: UUID) -> Seen | None:
        """None where there is none, and just so where the reader is no party to its loop."""
        ...

    async def referrals(self, look: Look, wanted: Wanted) -> Sequence[Seen]:
        """Newest first; at most `wanted.limit`, and one more where there are more: that one tells of a next page, and
        nobody has looked at it."""
        ...

    async def citizen(self, look: Look, citizen_id: UUID) -> SeenCitizen | None:
        """None where there is none, and just so where the reader's department has nothing to do with the citizen."""
        ...

    async def citizens(self, look: Look, citizens: Sequence[UUID]) -> Sequence[SeenCitizen]:
        """Those of them that `citizen` would show, in one round; all of them different."""
        ...

    async def find(self, look: Look, cpr: str) -> UUID | None:
        """The citizen with this number (in its normal form), as `citizen`. Nobody is put into the index."""
        ...


class Index(Protocol):
    """The citizen index: CPR number → pseudonym."""

    async def enrol(self, look: Look, citizen: NewCitizen) -> UUID:
        """The pseudonym of whoever has this number; new ones are put in, known ones are left as they are."""
        ...


@dataclass(frozen=True, slots=True)
class Overview:
    """A year's lines as they were first told, and when that was."""

    year: int
    made_at: datetime
    lines: tuple[Line, ...]


class Overviews(Protocol):
    """The years' overviews. No citizen is read by name, and what is told is the same for all: no look is recorded."""

    async def now(self) -> datetime:
        """The database's clock."""
        ...

    async def kept(self, year: int) -> Overview | None:
        """None where the year was never told."""
        ...

    async def keep(self, year: int, lines: Sequence[Line]) -> Overview:
        """Keeps the lines as the year's, for good; gives those of who was faster."""
        ...

    async def asked(self, start: datetime, end: datetime) -> Sequence[Asked]:
        """Every referral made from `start` until before `end`."""
        ...


class Asks(Protocol):
    """What is asked about erasing the citizen at hand."""

    @property
    def standing(self) -> Ask | None:
        """The ask that is neither confirmed, withdrawn nor expired."""
        ...

    def ask(self, ask: Ask) -> Ask:
        """It stands from now on."""
        ...

    def withdraw(self) -> None:
        """It stands no more."""


class Erasures(Protocol):
    """Asking that a citizen be erased, and doing it. Every use is a look, with a row while there is somebody."""

    async def decide(self, look: Look, citizen_id: UUID, decide: Callable[[Work, Asks], Awaitable[T]]) -> T:
        """`decide` is run on the citizen; again, from the start, where somebody was faster. What it raises leaves
        nothing behind. Where it publishes the erasure, everything about the citizen goes with it."""
        ...

    async def standing_of(self, look: Look, citizen_id: UUID) -> Ask | None:
        """The ask that stands about this citizen."""
        ...

    async def standing(self, look: Look, *, after: UUID | None, limit: int) -> Sequence[Ask]:
        """Every ask that stands, by the citizens' ids; `after` is the last one of the page before."""
        ...
