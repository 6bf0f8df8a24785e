"""What a service listens to: event type → handler."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from shared.contracts.answer import Waits
from shared.contracts.event import Event
from shared.contracts.fact import Fact
from shared.messaging.work import SubjectWork

F = TypeVar("F", bound=Fact)
Handler = Callable[[Event[Any], Any], Awaitable[None]]


class Hears:
    """A service's first door. Every event heard is folded into the involvement before its handlers run.

    `@hears.on(InterventionStarted)` registers a handler of that type; a type may have several, run in the order of
    registration. `@hears.every` registers one for all types that have no other handler as well.
    """

    def __init__(self, *topics: str) -> None:
        self.topics = topics
        self._by_type: dict[str, list[Handler]] = {}
        self._every: list[Handler] = []

    def on(self, fact: type[F]) -> Callable[[Callable[[Event[F], Any], Awaitable[None]]], Handler]:
        def register(handler: Callable[[Event[F], Any], Awaitable[None]]) -> Handler:
            self._by_type.setdefault(fact.type, []).append(handler)
            return handler

        return register

    def every(self, handler: Handler) -> Handler:
        self._every.append(handler)
        return handler

    def plus(self, *others: "Hears") -> "Hears":
        """The same topics, with the handlers of all."""
        joined = Hears(*self.topics)
        for hears in (self, *others):
            joined._every += hears._every
            for type_, handlers in hears._by_type.items():
                joined._by_type.setdefault(type_, []).extend(handlers)
        return joined

    async def handle(self, event: Event[Any], work: SubjectWork) -> None:
        """Runs what is registered for the event's type. Raises `Waits` or whatever a handler raises."""
        for handler in self._every:
            await handler(event, work)
        for handler in self._by_type.get(event.type, ()):
            await handler(event, work)


async def apply(hears: Hears, event: Event[Any], work: SubjectWork) -> bool:
    """True when the event took effect; False (and nothing changed) when it presupposes one not heard yet.

    Of a citizen who has been erased nothing takes effect any more, whenever it comes (V3).
    """
    if work.involvement.erased:
        return True
    if work.involvement.lacks(event):
        return False
    mark = work.unit.mark()
    try:
        work.hear(event)
        await hears.handle(event, work)
    except Waits:
        work.unit.undo(mark)
        return False
    return True
