"""Poison on our own topics: one dead letter, its subject parked, everybody else flows, replay completes it in order."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tests.faults.rows import RowSpec
from tests.faults.trial import Trial
from tests.integration.command import samspil
from tests.integration.owner import owner
from tests.integration.poison import READERS, dead_letters, poison
from tests.integration.story import Story, until
from tests.sabotage import untellable

_TOLD = """
SELECT e.type FROM notices n JOIN events e USING (event_id)
WHERE n.subject = $1 AND n.recipient = $2 ORDER BY n.seq
"""


async def act(trial: Trial) -> None:
    """A citizen about whom a record cannot be read, and one of whom the handler cannot tell, amid all the others."""
    async with trial.load() as load:
        life = await load.another()
        story = Story(trial.rig.driver, (await trial.vendors.citizens(1))[0])
        broken, unreadable = UUID(life.citizen), UUID(story.citizen)
        with trial.rig.sabotaged(trial.rig.instances("notifications"), untellable(life.citizen)):
            trial.struck("a handler fault at notifications, and an unreadable record of referral")
            await asyncio.gather(load.join(life), _poisoned(trial, story))
            await until(lambda: dead_letters(trial.rig.driver, "notifications", broken), seconds=60)
            # What comes meanwhile is parked behind it, or waits for it.
            await asyncio.sleep(0.5 if trial.quick else 5)
            await _look(trial, broken, unreadable)
        # The fault is mended; of the unreadable record operations know by now that it is no event.
        for service in READERS:
            async with owner(trial.rig.stack, service) as database:
                await database.execute("DELETE FROM dead_letters WHERE subject = $1 AND NOT parked", unreadable)
        trial.lifted()
        await asyncio.gather(*(_replay(trial, service) for service in READERS))
        told = await _types(trial, unreadable)
        trial.expect(
            told == ["oprettet", "accepteret"], f"replayed, the one with the unreadable record is told of {told}"
        )


async def _poisoned(trial: Trial, story: Story) -> None:
    """A referral, then a record in referral's own name that is none, then the referral's acceptance."""
    citizen = UUID(story.citizen)
    await story.ask()
    await until(lambda: _types(trial, citizen), seconds=60)
    await poison(trial.rig.stack, story.citizen, 2)
    for service in READERS:
        await until(lambda service=service: dead_letters(trial.rig.driver, service, citizen), seconds=60)
    await story.accept()
    for service in READERS:
        await until(lambda service=service: _more_than_one(trial, service, citizen), seconds=60)


async def _look(trial: Trial, broken: UUID, unreadable: UUID) -> None:
    """One dead letter each, all else of that subject and topic behind it, and nobody told of what lies there."""
    letters = await dead_letters(trial.rig.driver, "notifications", broken)
    trial.note(parked_behind_the_fault=len(letters) - 1)
    wrong = _letters_wrong("a handler fault at notifications", letters, "RuntimeError")
    if await dead_letters(trial.rig.driver, "kraftcenter", broken):
        wrong.append("kraftcenter has dead letters where only notifications was broken")
    for service in READERS:
        letters = await dead_letters(trial.rig.driver, service, unreadable)
        wrong += _letters_wrong(f"an unreadable record at {service}", letters, "Unreadable")
    for citizen in (broken, unreadable):
        if (told := await _types(trial, citizen)) != ["oprettet"]:
            wrong.append(f"behind the dead letter a citizen was told of {told}")
    trial.expect(not wrong, "; ".join(wrong))


def _letters_wrong(what: str, letters: Sequence[Mapping[str, Any]], reason: str) -> list[str]:
    first, *behind = letters
    wrong = []
    if first["parked"] or not first["reason"].startswith(reason):
        wrong.append(f"{what}: the dead letter says {first['reason']}")
    if not all(letter["parked"] for letter in behind):
        wrong.append(f"{what}: {sum(not letter['parked'] for letter in letters)} dead letters, not one")
    return wrong


async def _more_than_one(trial: Trial, service: str, citizen: UUID) -> list[dict[str, Any]]:
    letters = await dead_letters(trial.rig.driver, service, citizen)
    return letters if len(letters) > 1 else []


async def _types(trial: Trial, citizen: UUID) -> list[str]:
    """What the citizen has been told of by referral, in order: the types' last words."""
    async with trial.rig.driver.database("notifications") as database:
        rows = await database.fetch(_TOLD, citizen, f"citizen:{citizen}")
    return [row["type"].split(".")[3] for row in rows if row["type"].split(".")[2] == "henvisning"]


async def _replay(trial: Trial, service: str) -> None:
    ran = await samspil(trial.rig.stack, "dead-letters", "replay", service, seconds=300)
    trial.expect(ran.code == 0, f"replay at {service} ended with {ran.code}: {ran.said.strip()[:200]}")


ROW = RowSpec("8", "poison on our own topics: unreadable, handler fault", "one broker", act)
