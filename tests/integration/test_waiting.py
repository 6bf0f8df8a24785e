"""What cannot be judged yet waits, and is then decided, or refused when its time is up."""

from typing import Any
from uuid import uuid4

from tests.integration.driver import Driver, a_goal, a_start, an_event
from tests.integration.inboxes import told
from tests.integration.ledger import at_rest
from tests.integration.story import KRAFT, Story, ids_of, until

_KEPT = """
SELECT (SELECT count(*) FROM waiting WHERE subject = $1)
    + (SELECT count(*) FROM timers WHERE subject = $1 AND kind = 'waiting')
"""


async def _heard(driver: Driver, service: str, citizen: str) -> None:
    """Until the service has heard of the citizen."""

    async def known() -> object:
        async with driver.database(service) as database:
            return await database.fetchval("SELECT 1 FROM subjects WHERE subject = $1", citizen)

    await until(known)


async def test_a_start_reported_before_the_acceptance_waits_and_is_then_decided(driver: Driver) -> None:
    """Hearing before judging: a start on a referral still requested waits; the acceptance decides it."""
    story = Story(driver, await driver.citizen())
    await story.ask()
    await _heard(driver, "kraftcenter", story.citizen)
    start = await story.begin()
    goal = await story.set_goal()
    assert (start["status"], start["published"]) == ("waiting", [])
    assert goal["status"] == "waiting"
    await story.accept()
    start = await driver.decided(KRAFT, "kraftcenter", start)
    goal = await driver.decided(KRAFT, "kraftcenter", goal)
    assert [event["type"] for event in start["published"]] == ["dk.samspil.indsats.startet.v1"]
    assert [event["type"] for event in goal["published"]] == ["dk.samspil.indsatsmaal.fastsat.v1"]
    await at_rest(driver)
    assert await told(driver, story.citizen, ["mette"]) == {
        "mette": ["henvisning.accepteret", "indsats.startet", "indsatsmaal.fastsat"]
    }
    async with driver.database("kraftcenter") as database:
        assert await database.fetchval(_KEPT, story.citizen) == 0


async def test_a_repeat_of_what_waits_gets_the_same_receipt(driver: Driver) -> None:
    """MedCom: a repeat gets the same acknowledgement, also while the first one waits; other content is a conflict."""
    citizen, id_ = await driver.citizen(), str(uuid4())
    start = a_start(str(uuid4()), str(uuid4()))
    sent = {"id": id_, "time": "2026-11-22T10:00:00Z"}
    first = await driver.accepted(KRAFT, "kraftcenter", "indsats.startet", citizen, start, **sent)
    again = await driver.accepted(KRAFT, "kraftcenter", "indsats.startet", citizen, start, **sent)
    assert (first["status"], again) == ("waiting", first)
    other = await driver.report(
        KRAFT, "kraftcenter", "indsats.startet", citizen, {**start, "follow_up_on": "2199-01-01"}, **sent
    )
    assert other.status_code == 409


async def test_a_start_whose_referral_never_comes_is_refused_with_what_rests_on_it(driver: Driver) -> None:
    """Waiting has an end: the report and what rests on it are refused; a mended one may use the id."""
    citizen, intervention = await driver.citizen(), str(uuid4())
    start = an_event(KRAFT, "indsats.startet", citizen, a_start(intervention, str(uuid4())))
    goal = an_event(KRAFT, "indsatsmaal.fastsat", citizen, a_goal(str(uuid4()), intervention))
    stranger = an_event(KRAFT, "indsatsmaal.fastsat", citizen, a_goal(str(uuid4()), str(uuid4())))
    waiting = await driver.batch(KRAFT, "kraftcenter", [start, goal, stranger])
    assert [receipt["status"] for receipt in waiting] == ["waiting"] * 3
    answers: list[dict[str, Any]] = []
    for receipt in waiting:
        answers.append(await driver.decided(KRAFT, "kraftcenter", receipt, 40))
    for answer in answers:
        assert (answer["status"], ids_of(answer)) == ("refused", [])
        assert answer["errors"][0]["detail"]
    async with driver.database("kraftcenter") as database:
        assert await database.fetchval(_KEPT, citizen) == 0
        assert await database.fetchval("SELECT count(*) FROM interventions WHERE citizen_id = $1", citizen) == 0
    mended = {**start, "data": {k: v for k, v in start["data"].items() if k != "referral_id"}}
    (accepted,) = await driver.batch(KRAFT, "kraftcenter", [mended])
    assert accepted["status"] == "accepted"
