"""How far a correction came, as who reported sees it: over HTTP, and when telling is broken."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver
from tests.integration.inboxes import listed
from tests.integration.ledger import at_rest
from tests.integration.story import KRAFT, REACHED, RELATIVES, SOCIAL, Story, ids_of, until
from tests.sabotage import Switches, forgetful

CORRECTED = "dk.samspil.paaroerende.fejlregistreret.v1"
TOLD_HOW_FAR = "dk.samspil.rettelse.naaet_ud.v1"


async def designated(driver: Driver, citizen: str) -> str:
    """The relatives' team lets a relative know; gives the event's id."""
    data = {
        "designation_id": str(uuid4()),
        "relation": "friend",
        "may_know": ["dk.samspil.delmaal.naaet.v1"],
        "channels": ["inbox"],
    }
    (event_id,) = ids_of(await driver.accepted(RELATIVES, "notifications", "paaroerende.udpeget", citizen, data))
    return event_id


async def corrected(driver: Driver, citizen: str, event_id: str) -> dict[str, Any]:
    return await driver.accepted(
        RELATIVES, "notifications", "paaroerende.fejlregistreret", citizen, {"event_id": event_id}
    )


async def test_who_reported_sees_how_far_the_correction_came(driver: Driver) -> None:
    """R7: the citizen is told, the relative stands for nobody any more; 404 before, elsewhere, and to anybody else."""
    citizen = driver.endpoints["people"]["viggo"]["citizen_id"]
    event_id = await designated(driver, citizen)
    path = f"/events/{event_id}/reach"
    assert (await driver.get(RELATIVES, "notifications", path)).status_code == 404
    receipt = await corrected(driver, citizen, event_id)
    assert [event["type"] for event in receipt["published"]] == [CORRECTED]
    for reader in (RELATIVES, "drift"):
        answer = await driver.get(reader, "notifications", path)
        assert (answer.status_code, answer.json()) == (
            200,
            {"event_id": event_id, "told": 1, "reached": 1, "outstanding": 0, "withheld": 1},
        )
    for reader in (KRAFT, "lone", "viggo"):
        assert (await driver.get(reader, "notifications", path)).status_code == 404
    await at_rest(driver)
    for service in ("referral", "kraftcenter"):
        for reader in (RELATIVES, "drift"):
            assert (await driver.get(reader, service, path)).status_code == 404
    (newest, before) = (await listed(driver, "viggo", citizen))[:2]
    assert [n["event_type"] for n in (newest, before)] == [CORRECTED, "dk.samspil.paaroerende.udpeget.v1"]
    again = await driver.report(
        RELATIVES, "notifications", "paaroerende.fejlregistreret", citizen, {"event_id": event_id}
    )
    assert (again.status_code, again.json()["errors"][0]["pointer"]) == (422, "/data/event_id")


async def _counts(driver: Driver, service: str, reader: str, event_id: str) -> tuple[int, ...]:
    """Told, reached, outstanding, withheld, once the service has heard of it."""

    async def see() -> dict[str, Any] | None:
        answer = await driver.get(reader, service, f"/events/{event_id}/reach")
        return answer.json() if answer.status_code == 200 else None

    reach = await until(see)
    return tuple(reach[name] for name in ("told", "reached", "outstanding", "withheld"))


async def test_a_goal_that_was_not_reached(driver: Driver) -> None:
    """R7: the sender, the citizen, a relative and their team had heard of it; who reported sees at kraftcenter, and at
    no other service, that all of them hear that it was none."""
    story = await Story(driver, await driver.citizen()).under_way()
    await story.designate(REACHED)
    await at_rest(driver)
    for step in (story.set_goal, story.agree):
        await step()
    (event_id,) = ids_of(await story.reach())
    await at_rest(driver)
    wrong = {"event_id": event_id}
    await driver.accepted(KRAFT, "kraftcenter", "indsats.fejlregistreret", story.citizen, wrong)
    assert await _counts(driver, "kraftcenter", KRAFT, event_id) == (4, 4, 0, 0)
    assert (await listed(driver, "mette", story.citizen))[0]["event_type"].endswith("indsats.fejlregistreret.v1")
    for service in ("referral", "notifications"):
        assert (await driver.get("drift", service, f"/events/{event_id}/reach")).status_code == 404


async def test_a_referral_that_should_never_have_been(driver: Driver) -> None:
    """R7: whoever heard of any of it, each once; at referral, under the id of the event that made it."""
    story = Story(driver, await driver.citizen())
    (event_id,) = ids_of(await story.ask())
    await story.accept()
    await at_rest(driver)
    wrong = {"referral_id": story.referral}
    await driver.accepted(SOCIAL, "referral", "henvisning.fejlregistreret", story.citizen, wrong)
    assert await _counts(driver, "referral", SOCIAL, event_id) == (3, 3, 0, 0)
    assert (await listed(driver, "anne", story.citizen))[0]["event_type"].endswith("henvisning.fejlregistreret.v1")


async def test_a_decision_taken_back_is_reported_to_the_authority_once(driver: Driver) -> None:
    """R6, R7: with it goes what completed the application, which is Samspil's own: that correction's reach is nobody's
    notice."""
    story = Story(driver, await driver.citizen())
    await story.ask(offer="polaris-gruppe", to_department="svr")
    answer = {"referral_id": story.referral, "by_department": "svr"}
    await driver.accepted("svr-app", "referral", "henvisning.accepteret", story.citizen, answer)
    said = {"referral_id": story.referral, "decision_id": str(uuid4()), "offer": "polaris-gruppe", "granted": True}
    said["assessed_on"] = str(date.today())  # noqa: DTZ011 (any day that has come will do)
    decided, completed = ids_of(await driver.accepted("svr-app", "referral", "afgoerelse.truffet", story.citizen, said))
    await at_rest(driver)
    wrong = {"referral_id": story.referral, "event_id": decided}
    receipt = await driver.accepted("svr-app", "referral", "henvisning.fejlregistreret", story.citizen, wrong)
    assert len(ids_of(receipt)) == 2
    for event_id in (decided, completed):
        told, reached, *_ = await _counts(driver, "referral", "svr-app", event_id)
        assert told == reached > 0
    reports = [n for n in await listed(driver, "karen", story.citizen) if n["event_type"] == TOLD_HOW_FAR]
    assert len(reports) == 1


@asynccontextmanager
async def _forgetting(stack: Stack, folder: Path, kind: str) -> AsyncIterator[None]:
    """Inside the block notifications tells no correction to anybody of this kind."""
    switches = Switches(folder)
    await stack.stop_part("notifications")
    try:
        with stack.changed_environment("notifications", **switches.environment):
            await stack.start_part("notifications")
        with switches.sabotaged(["notifications"], forgetful(kind)):
            yield
    finally:
        await stack.stop_part("notifications")
        await stack.start_part("notifications")


async def test_a_broken_rule_is_seen_and_not_covered_up(driver: Driver, stack: Stack, tmp_path: Path) -> None:
    """R7: where telling passes over one who heard of the original, the report says that somebody is outstanding."""
    citizen = await driver.citizen()
    async with _forgetting(stack, tmp_path, "citizen"):
        event_id = await designated(driver, citizen)
        await corrected(driver, citizen, event_id)
        answer = await driver.get(RELATIVES, "notifications", f"/events/{event_id}/reach")
        assert answer.json() == {"event_id": event_id, "told": 1, "reached": 0, "outstanding": 1, "withheld": 1}
