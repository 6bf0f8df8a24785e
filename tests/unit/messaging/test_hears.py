"""What a service listens to, and what of it waits."""

from typing import Any
from uuid import uuid4

import pytest

from shared.contracts import Event, NoticeRead, ReferralCreated, Waits
from shared.messaging import Hears
from shared.messaging.hears import apply
from tests.suites.floor_words import accepted, created, event, goal, read
from tests.unit.messaging.desk_of_one import Work, a_work, writes_of


async def test_handlers_run_in_the_order_of_registration() -> None:
    """First those of every type, then the type's own; joined ones after."""
    calls: list[str] = []

    def noting(name: str) -> Any:
        async def handler(_: Event[Any], __: Work) -> None:
            calls.append(name)

        return handler

    first, second = Hears("a.events"), Hears()
    first.on(NoticeRead)(noting("own"))
    first.every(noting("every"))
    second.on(NoticeRead)(noting("joined"))
    joined = first.plus(second)
    work = a_work()
    await joined.handle(event(work.subject, read()), work)
    assert (calls, joined.topics) == (["every", "own", "joined"], ("a.events",))
    await first.handle(event(work.subject, created(uuid4())), work)
    assert calls[3:] == ["every"]


async def test_an_event_that_lacks_something_is_not_handled() -> None:
    """What presupposes an event not heard yet changes nothing and is to wait."""
    work = a_work()
    assert not await apply(Hears(), event(work.subject, accepted(uuid4())), work)
    assert not work.touched


async def test_a_handler_that_waits_changes_nothing() -> None:
    """Half of what a handler did before it found it must wait would be worse than none."""
    hears, work = Hears(), a_work()

    @hears.on(ReferralCreated)
    async def _(_: Event[Any], work: Work) -> None:
        work.publish(goal())
        raise Waits

    assert not await apply(hears, event(work.subject, created(uuid4())), work)
    assert (writes_of(work.unit), work.involvement.known, work.unit.published) == ({}, False, [])


async def test_a_fault_is_the_readers_to_judge() -> None:
    """Whatever else a handler raises goes to the reader, which finds the record and buries it."""
    hears, work = Hears(), a_work()

    @hears.on(NoticeRead)
    async def _(_: Event[Any], __: Work) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await apply(hears, event(work.subject, read()), work)
