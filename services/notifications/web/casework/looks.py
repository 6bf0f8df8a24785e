"""Reading around one citizen, part by part: what cannot be had is said, and the rest is shown all the same."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from services.notifications.domain.shown import DesignationShown, TimelineEntry
from services.notifications.ports import Why
from services.notifications.web.casework.known import Goal, Intervention, Person, Referral
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import InterventionStarted, Refused
from shared.identity import Forbidden, PurposeCode
from shared.postgres import is_infrastructure

T = TypeVar("T")

AWAY: Final = "Kan ikke hentes lige nu. Prøv igen om lidt."
CLOSED: Final = "Det har I ikke adgang til."
_PAGES_AT_MOST = 10
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """`missing` says why it could not be had; `closed` that it is none of the reader's, and not merely away."""

    value: T
    missing: str | None = None
    closed: bool = False


async def part(asked: Awaitable[T], otherwise: T) -> Part[T]:
    """What was asked for, or `otherwise` with the reason. Nothing that was refused or is away is raised."""
    try:
        return Part(await asked)
    except Forbidden:
        return Part(otherwise, CLOSED, closed=True)
    except Refused as refused:
        closed = refused.status in (403, 404)
        return Part(otherwise, CLOSED if closed else AWAY, closed=closed)
    except (LookupError, TypeError, ValueError):
        # Another version of the service answered something else.
        return Part(otherwise, AWAY)
    except Exception as error:
        if not is_infrastructure(error):
            raise
        return Part(otherwise, AWAY)


class Look:
    """One person's look at citizens. With a `reason` in words the glass is broken: every reading says so."""

    def __init__(self, web: Web, session: Session, reason: str | None = None) -> None:
        self._web = web
        self._session = session
        self._reason = reason
        self._purpose = (PurposeCode.CASEWORK if reason is None else PurposeCode.EMERGENCY).value

    async def person(self, citizen: UUID) -> Person:
        return Person.of(await self._read("referral", f"/citizens/{citizen}"))

    async def referral(self, id_: UUID) -> Referral:
        return Referral.of(await self._read("referral", f"/referrals/{id_}"))

    async def referrals(self, **query: Any) -> list[Referral]:
        """Newest first; `query` as the address takes it."""
        return await self._every("referral", "/referrals", Referral.of, {"limit": 200, **query})

    async def intervention(self, id_: UUID) -> Intervention:
        return Intervention.of(await self._read("kraftcenter", f"/interventions/{id_}"))

    async def interventions(self, timeline: Iterable[TimelineEntry]) -> list[Intervention]:
        """Those that the timeline tells of, as far as the reader may see them, the last begun first."""
        ids = [entry.data["intervention_id"] for entry in timeline if entry.event_type == InterventionStarted.type]
        slots = asyncio.Semaphore(_AT_ONCE)

        async def one(id_: str) -> Intervention | None:
            async with slots:
                try:
                    return await self.intervention(UUID(id_))
                except (Forbidden, Refused) as refused:
                    if isinstance(refused, Refused) and refused.status == 503:
                        raise
                    return None

        found = await asyncio.gather(*map(one, dict.fromkeys(ids)))
        return [each for each in reversed(found) if each is not None]

    async def own_interventions(self, **query: Any) -> list[Intervention]:
        """Those that the reader's department runs, the last begun first; `query` as the address takes it."""
        return await self._every("kraftcenter", "/interventions", Intervention.of, {"limit": 200, **query})

    async def goals(self, citizen: UUID) -> list[Goal]:
        return await self._every("kraftcenter", f"/citizens/{citizen}/goals", Goal.of, {"limit": 200})

    async def timeline(self, citizen: UUID) -> list[TimelineEntry]:
        """Oldest first."""
        reader, why = self._session.actor.reporter(), Why(self._purpose, self._reason)
        entries: list[TimelineEntry] = []
        cursor = None
        for _ in range(_PAGES_AT_MOST):
            page = await self._web.records.timeline(reader, citizen, why, cursor=cursor, limit=500)
            entries += page.items
            if page.next is None:
                break
            cursor = page.next
        return entries

    async def designations(self, citizen: UUID) -> Sequence[DesignationShown]:
        reader, why = self._session.actor.reporter(), Why(self._purpose, self._reason)
        return await self._web.records.designations(reader, citizen, why)

    async def _read(self, service: Any, path: str) -> Any:
        return await self._web.elsewhere.read(service, path, self._session, purpose=self._purpose, reason=self._reason)

    async def _every(self, service: Any, path: str, make: Callable[[Any], T], query: dict[str, Any]) -> list[T]:
        items = self._web.elsewhere.every(
            service, path, self._session, query=query, purpose=self._purpose, reason=self._reason
        )
        return [make(item) async for item in items]


async def person_part(look: Look, citizen: UUID) -> Part[Person | None]:
    """As `part`, of who the citizen is."""

    async def asked() -> Person | None:
        return await look.person(citizen)

    return await part(asked(), None)


def called(person: Person | None, citizen: UUID) -> str:
    """A citizen's name, or what stands for it where it cannot be had."""
    return person.name if person else f"Borger {str(citizen)[:8]}"
