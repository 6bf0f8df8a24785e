"""Asking for erasures, and erasing, in memory."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4

from services.referral.domain.erasure import Ask
from services.referral.ports import Look
from shared.contracts import Cause

if TYPE_CHECKING:
    from tests.fakes.referral import FakeWorld

T = TypeVar("T")


class _Asks:
    def __init__(self, known: dict[UUID, Ask], world: "FakeWorld", subject: UUID) -> None:
        ask = known.get(subject)
        self.standing = ask if ask is not None and ask.expires_at > world.now else None

    def ask(self, ask: Ask) -> Ask:
        self.standing = ask
        return ask

    def withdraw(self) -> None:
        self.standing = None


class FakeErasures:
    """`ports.Erasures`."""

    def __init__(self, world: "FakeWorld") -> None:
        self._world = world
        self._known: dict[UUID, Ask] = {}

    async def decide(self, look: Look, citizen_id: UUID, decide: Callable[[Any, Any], Awaitable[T]]) -> T:
        world = self._world
        work = world.work_on(citizen_id, Cause(uuid4(), world.now, None, None, None))
        asks = _Asks(self._known, world, citizen_id)
        answer = await decide(work, asks)
        self._known.pop(citizen_id, None)
        if work.involvement.erased:
            world.erase(work)
            return answer
        if asks.standing is not None:
            self._known[citizen_id] = asks.standing
        if work.citizen_known:
            world.looks.append((look, citizen_id))
        return answer

    async def standing_of(self, look: Look, citizen_id: UUID) -> Ask | None:
        found = _Asks(self._known, self._world, citizen_id).standing
        if found is not None:
            self._world.looks.append((look, citizen_id))
        return found

    async def standing(self, look: Look, *, after: UUID | None, limit: int) -> Sequence[Ask]:
        found = sorted(
            (a for a in self._known.values() if a.expires_at > self._world.now), key=lambda ask: ask.citizen_id
        )
        shown = [ask for ask in found if after is None or ask.citizen_id > after][:limit]
        self._world.looks += [(look, ask.citizen_id) for ask in shown]
        return shown
