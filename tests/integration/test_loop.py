"""The loop end to end, driven over the public interface alone."""

import asyncio
import statistics
import time

from tests.integration.driver import Driver
from tests.integration.inboxes import listed, live, told, twice
from tests.integration.ledger import at_rest
from tests.integration.story import KRAFT, REACHED, SEL82, SOCIAL, Story, demo_citizen, ids_of, until

STEPS = [
    "indsats.startet",
    "indsatsmaal.fastsat",
    "delmaal.aftalt",
    "delmaal.naaet",
]


async def _told_all(story: Story) -> None:
    await story.under_way()
    await story.set_goal()
    await story.agree()
    await story.reach()


async def test_a_notice_is_on_the_other_departments_page_within_a_second(driver: Driver) -> None:
    """The mission: what one department's app reports is on the other's live stream within a second."""
    seconds = []
    async with live(driver, "anne") as stream:
        for _ in range(9):
            story = Story(driver, await driver.citizen())
            sent = time.monotonic()
            receipt = await story.ask()
            (event,) = ids_of(receipt)
            seconds.append(await stream.arrival(event) - sent)
    assert statistics.median(seconds) < 1, seconds


async def test_everyone_who_should_is_told_of_each_step_and_nobody_else(driver: Driver) -> None:
    """I2: the other department's coordinators hear each step; without a designation nobody else does."""
    story = Story(driver, await driver.citizen())
    await _told_all(story)
    await at_rest(driver)
    assert await told(driver, story.citizen) == {
        "anne": ["henvisning.oprettet"],
        "mette": ["henvisning.accepteret", *STEPS],
    }


async def test_the_citizen_and_the_designated_relative_are_told(driver: Driver) -> None:
    """P1: the relative hears what the designation names and nothing else; so, once, does the relatives' team (I2)."""
    citizen = demo_citizen(driver.endpoints)
    before = await told(driver, citizen)
    await _told_all(Story(driver, citizen))
    await at_rest(driver)
    after = await told(driver, citizen)
    new = {person: notices[len(before.get(person, [])) :] for person, notices in after.items()}
    assert {person: notices for person, notices in new.items() if notices} == {
        "anne": ["henvisning.oprettet"],
        "mette": ["henvisning.accepteret", *STEPS],
        "viggo": ["henvisning.oprettet", "henvisning.accepteret", *STEPS],
        "ellen": ["delmaal.naaet"],
        "lone": ["delmaal.naaet"],
    }


async def test_the_relatives_team_is_told_while_a_designation_stands(driver: Driver) -> None:
    """P1, P2: only of the types it names, nothing from before it, and nothing after it was revoked."""
    story = Story(driver, await driver.citizen())
    await story.under_way()
    await story.set_goal()
    await story.agree()
    await story.reach()
    await story.lose()
    await at_rest(driver)
    designation = await story.designate(REACHED)
    await at_rest(driver)
    await story.reach()
    await story.lose()
    await at_rest(driver)
    revoking = {"designation_id": designation}
    await driver.accepted("paaroerende-app", "notifications", "paaroerende.tilbagekaldt", story.citizen, revoking)
    await story.reach()
    await at_rest(driver)
    # Of what its own app reports it is not told again.
    assert (await told(driver, story.citizen, ["lone", "peter"])) == {"lone": ["delmaal.naaet"]}


async def test_each_notice_says_what_is_asked_and_by_when(driver: Driver) -> None:
    """I5: the next owner is asked for an answer by the day it is due, without a name; others are asked nothing."""
    story = Story(driver, await driver.citizen())
    await story.ask()
    (asked,) = await until(lambda: listed(driver, "anne", story.citizen))
    assert asked["action"]
    assert asked["due"] is not None
    assert asked["text"]
    assert "Prøve" not in str(asked)
    assert asked["trace_id"]
    assert (asked["read_at"], asked["read_by"]) == (None, None)
    await story.accept()
    (accepted,) = await until(lambda: listed(driver, "mette", story.citizen))
    assert (accepted["action"], accepted["due"]) == (None, None)


async def test_a_department_notice_is_the_teams(driver: Driver) -> None:
    """Notices: the first who reads a department's notice marks it read for the team; strangers get 404."""
    story = Story(driver, await driver.citizen())
    await story.ask()
    (notice,) = await until(lambda: listed(driver, "anne", story.citizen))
    address = f"{driver.endpoints['notifications']}/inbox/{notice['notice_id']}/read"

    async def read(person: str) -> int:
        return (await driver.client.post(address, headers=await driver.bearer(person))).status_code

    assert [await read(stranger) for stranger in ("mette", "henrik", "viggo")] == [404, 404, 404]
    assert await read("anne") == 204
    (seen,) = await listed(driver, "anne", story.citizen)
    assert await read("anne") == 204
    assert await listed(driver, "anne", story.citizen) == [seen]
    assert seen["read_by"] == "Anne Kjær"
    unread = await driver.get("anne", "notifications", "/inbox?unread=true&limit=200")
    assert notice["notice_id"] not in [item["notice_id"] for item in unread.json()["items"]]


async def test_a_stream_goes_on_where_it_was_cut(driver: Driver) -> None:
    """The inbox live: with `Last-Event-ID` nothing is lost and nothing comes twice, however often it is cut."""
    story = await Story(driver, await driver.citizen()).under_way()
    await story.set_goal()
    await story.agree()
    got: list[str] = []
    position = None
    reports = 0
    for _ in range(4):
        async with live(driver, "mette", position) as stream:
            await story.reach()
            receipt = await story.lose()
            reports += 2
            if position is not None:
                await stream.arrival(ids_of(receipt)[0])
            else:
                await asyncio.sleep(0.3)
            got += stream.of(story.citizen)
            position = stream.positions[-1] if stream.positions else position
        await story.reach()
        await story.lose()
        reports += 2
    async with live(driver, "mette", position) as stream:
        await at_rest(driver)
        await asyncio.sleep(1)
        got += stream.of(story.citizen)
    assert twice(got) == []
    stood = await listed(driver, "mette", story.citizen)
    reached = [n["notice_id"] for n in reversed(stood) if n["event_type"].split(".")[3] in ("naaet", "tabt")]
    assert len(reached) == reports
    assert [notice for notice in got if notice in set(reached)] == reached


async def test_silence_is_told_once_to_the_one_waited_for(driver: Driver) -> None:
    """R4: an offer nobody answered in time is overdue at level 1: told once to the next owner, to nobody else."""
    story = Story(driver, await driver.citizen(SEL82))
    await story.ask(from_department="sel82", offer="peer-gruppe")

    async def overdue() -> object:
        notices = await listed(driver, "anne", story.citizen)
        return [notice for notice in notices if notice["event_type"].endswith("overskredet.v1")]

    (notice,) = await until(overdue)
    assert notice["action"]
    assert notice["due"] is not None
    await at_rest(driver)
    assert await told(driver, story.citizen) == {"anne": ["henvisning.oprettet", "henvisning.overskredet"]}
    (seen,) = (await driver.get(KRAFT, "referral", f"/referrals?citizen_id={story.citizen}")).json()["items"]
    assert (seen["overdue_level"], seen["next_owner"]) == (1, "kraftcenter")
    assert (await driver.get(SOCIAL, "referral", f"/referrals?citizen_id={story.citizen}")).json()["items"] == []
