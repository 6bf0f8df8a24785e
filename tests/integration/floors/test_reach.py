"""Who may see how far a correction has come, and what is kept of it."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts import CorrectionReached, Event, Reporter, Role
from shared.identity import Actor
from shared.intake.reach import reach_for
from tests.integration.floors.house import House
from tests.suites.floor_words import event, goal, record, report


def reader(name: str, role: Role = "coordinator") -> Actor:
    return Actor(subject=name, roles=frozenset({role}), department="kraftcenter")


async def reported(house: House, subject: UUID, by: str) -> UUID:
    """The event that a coordinator's report became."""
    sent = replace(report(subject, goal()), reporter=Reporter(by, "coordinator", "kraftcenter"))
    return UUID((await house.desk.take(sent)).published[0][0])


async def counted(house: House, subject: UUID, wrong: UUID, version: int, reached: int, **changed: Any) -> None:
    data = CorrectionReached(event_id=wrong, told=3, reached=reached, outstanding=3 - reached, withheld=1)
    said: Event[Any] = replace(event(subject, data, version), **changed)
    await house.reader.read([record(said)])


async def seen(house: House, wrong: UUID, by: Actor) -> dict[str, Any] | None:
    async with house.pool.acquire() as connection:
        return await reach_for(connection, wrong, by)


async def test_who_reported_it_sees_how_far_its_correction_came(house: House) -> None:
    """R7: the counts as last told, whatever order they are heard in; for who reported the event, and operations."""
    subject = uuid4()
    wrong = await reported(house, subject, "kim")
    assert await seen(house, wrong, reader("kim")) is None, "nobody has corrected it"
    for version, reached in ((2, 1), (3, 3), (1, 0)):
        await counted(house, subject, wrong, version, reached)
    expected = {"event_id": str(wrong), "told": 3, "reached": 3, "outstanding": 0, "withheld": 1}
    assert await seen(house, wrong, reader("kim")) == expected
    assert await seen(house, wrong, reader("drift", "operator")) == expected
    assert await seen(house, wrong, reader("anybody")) is None
    assert await seen(house, uuid4(), reader("drift", "operator")) is None


async def test_who_corrected_it_sees_it_too(house: House) -> None:
    """R7: a colleague may have corrected what another one reported."""
    subject = uuid4()
    wrong, correction = await reported(house, subject, "kim"), await reported(house, subject, "bo")
    await counted(house, subject, wrong, 1, 3, causationid=correction)
    for name in ("kim", "bo"):
        assert await seen(house, wrong, reader(name)) is not None


@pytest.mark.parametrize("role", ["coordinator", "operator"])
async def test_of_what_another_service_published_nothing_is_shown(house: House, role: Role) -> None:
    """R7: it is asked at the service that published the event; here there is no such thing, to anybody."""
    elsewhere = uuid4()
    await counted(house, uuid4(), elsewhere, 1, 3)
    assert await house.stands_in("correction_reach")
    assert await seen(house, elsewhere, reader("anybody", role)) is None
