"""An event of ours that cannot be handled stops its own subject for that consumer, and nobody else."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.embedded.stack import Stack
from tests.integration.command import samspil
from tests.integration.driver import Driver
from tests.integration.inboxes import told
from tests.integration.ledger import at_rest
from tests.integration.owner import owner
from tests.integration.poison import READERS, dead_letters, poison
from tests.integration.story import Story, until
from tests.sabotage import Switches, untellable


@asynccontextmanager
async def _poisoned(stack: Stack, driver: Driver) -> AsyncIterator[Story]:
    """A citizen whose second event nobody can read, and whose third came after it. Cleared away in the end."""
    story = Story(driver, await driver.citizen())
    await story.ask()
    await at_rest(driver)
    await poison(stack, story.citizen, 2)
    try:
        for service in READERS:
            await until(lambda service=service: dead_letters(driver, service, story.citizen))
        await story.accept()
        yield story
    finally:
        for service in READERS:
            async with owner(stack, service) as connection:
                await connection.execute("DELETE FROM dead_letters WHERE subject = $1", story.citizen)


async def test_a_record_nobody_can_read_stops_its_subject_alone(driver: Driver, stack: Stack) -> None:
    """Dead letters: one at each consumer, and that citizen's later events parked behind it; all others flow."""
    async with _poisoned(stack, driver) as story:
        other = await Story(driver, await driver.citizen()).under_way()
        await at_rest(driver)
        for service in READERS:
            letters = await dead_letters(driver, service, story.citizen)
            assert [(letter["type"].split(".")[3], letter["parked"]) for letter in letters] == [
                ("oprettet", False),
                ("accepteret", True),
            ]
            assert story.citizen not in letters[0]["reason"]
        assert await told(driver, story.citizen, ["anne", "mette"]) == {"anne": ["henvisning.oprettet"]}
        assert await told(driver, other.citizen, ["anne", "mette"]) == {
            "anne": ["henvisning.oprettet"],
            "mette": ["henvisning.accepteret", "indsats.startet"],
        }


async def test_a_record_that_stays_unreadable_keeps_its_place(driver: Driver, stack: Stack) -> None:
    """Dead letters: `list` and `show` say what and why, never its content; `replay` leaves it, and says so."""
    async with _poisoned(stack, driver) as story:
        await at_rest(driver)
        listed = await samspil(stack, "dead-letters", "list")
        assert listed.code == 0, listed.said
        number = str((await dead_letters(driver, "notifications", story.citizen))[0]["seq"])
        (line,) = [line for line in listed.said.splitlines() if line.split()[:2] == ["notifications", number]]
        assert "referral.events" in line
        shown = await samspil(stack, "dead-letters", "show", "notifications", number)
        assert shown.code == 0, shown.said
        assert re.search(r"^type: dk\.samspil\.henvisning\.oprettet\.v1$", shown.said, re.MULTILINE)
        assert re.search(r"^held: 2$", shown.said, re.MULTILINE)
        assert "not one" not in shown.said
        replayed = await samspil(stack, "dead-letters", "replay", "notifications")
        assert replayed.code == 1, replayed.said
        assert "0 behandlet, stoppet: Unreadable" in replayed.said
        assert len(await dead_letters(driver, "notifications", story.citizen)) == 2


@asynccontextmanager
async def _faulty(stack: Stack, folder: Path, citizen: str) -> AsyncIterator[None]:
    """Inside the block notifications fails at this citizen's acceptances; after it runs as everybody does."""
    switches = Switches(folder)
    await stack.stop_part("notifications")
    try:
        with stack.changed_environment("notifications", **switches.environment):
            await stack.start_part("notifications")
        with switches.sabotaged(["notifications"], untellable(citizen)):
            yield
    finally:
        await stack.stop_part("notifications")
        await stack.start_part("notifications")


async def test_what_a_mended_fault_had_stopped_is_replayed_in_order(
    driver: Driver, stack: Stack, tmp_path: Path
) -> None:
    """Dead letters: once the fault is mended, `replay` brings every notice that was held back, in order and once."""
    story = Story(driver, await driver.citizen())
    async with _faulty(stack, tmp_path, story.citizen):
        await story.ask()
        await story.accept()
        cancelling = {"referral_id": story.referral, "reason": "moved", "by": "receiver"}
        await driver.accepted("kraftcenter-app", "referral", "henvisning.annulleret", story.citizen, cancelling)
        other = await Story(driver, await driver.citizen()).under_way()
        await at_rest(driver)
        letters = await dead_letters(driver, "notifications", story.citizen)
        assert [(letter["reason"].partition("@")[0], letter["parked"]) for letter in letters] == [
            ("RuntimeError", False),
            ("parked behind an earlier dead letter", True),
        ]
        assert await dead_letters(driver, "kraftcenter", story.citizen) == []
        assert await told(driver, story.citizen, ["mette"]) == {}
        assert await told(driver, other.citizen, ["mette"]) == {"mette": ["henvisning.accepteret", "indsats.startet"]}
        log = (stack.layout.logs / "notifications.log").read_text(encoding="utf-8")
        assert "RuntimeError" in log
        assert story.citizen not in log
    replayed = await samspil(stack, "dead-letters", "replay", "notifications")
    assert replayed.code == 0, replayed.said
    assert "referral.events: 2 behandlet" in replayed.said
    await at_rest(driver)
    assert await dead_letters(driver, "notifications", story.citizen) == []
    assert await told(driver, story.citizen, ["anne", "mette"]) == {
        "anne": ["henvisning.oprettet"],
        "mette": ["henvisning.accepteret", "henvisning.annulleret"],
    }
    again = await samspil(stack, "dead-letters", "replay", "notifications")
    assert (again.code, again.said.strip()) == (0, "Der er ingen.")
