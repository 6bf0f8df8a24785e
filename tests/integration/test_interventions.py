"""An intervention on the running system: its follow-up's clock, and what is taken back."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from shared.contracts import Event, FollowUpHeld, FollowUpOverdue
from tests.integration.driver import Driver
from tests.integration.inboxes import told
from tests.integration.ledger import at_rest
from tests.integration.story import KRAFT, SOCIAL, Story, ids_of, until

HELP = "kraftcenter-hjaelp"


def _day(days: int) -> str:
    return str(date.today() + timedelta(days=days))  # noqa: DTZ011 (any such day will do)


async def _report(story: Story, noun_fact: str, **data: Any) -> dict[str, Any]:
    named = {"intervention_id": story.intervention, **data}
    return await story.driver.accepted(KRAFT, "kraftcenter", noun_fact, story.citizen, named)


async def _follow_ups(story: Story) -> Sequence[Event[Any]]:
    events = await story.driver.on_topic("kraftcenter.events", {UUID(story.citizen)})
    return [event for event in events if isinstance(event.data, FollowUpHeld | FollowUpOverdue)]


async def _shown(story: Story) -> Mapping[str, Any]:
    answer = await story.driver.get("anne", "kraftcenter", f"/interventions/{story.intervention}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_follow_up_that_is_not_held_is_told_of_level_by_level(driver: Driver) -> None:
    """R4: the clock climbs to the managers, starts over when one is held, stops with the end; each level once."""
    story = Story(driver, await driver.citizen())
    await story.ask(offer=HELP)
    await story.accept()
    await driver.decided(KRAFT, "kraftcenter", await story.begin(offer=HELP))

    async def all_levels() -> Sequence[Event[Any]] | None:
        events = await _follow_ups(story)
        return events if len(events) >= 3 else None

    silent = await until(all_levels, 30)
    assert [event.data.level for event in silent] == [1, 2, 3]
    assert {event.data.due for event in silent} == {silent[0].data.due}
    assert {event.correlationid for event in silent} == {UUID(story.referral)}
    await at_rest(driver)
    # The provider's coordinator; then her manager; then the sender's, too.
    overdue = {
        person: types.count("opfoelgning.overskredet") for person, types in (await told(driver, story.citizen)).items()
    }
    assert {person: times for person, times in overdue.items() if times} == {"anne": 1, "henrik": 2, "lars": 1}

    await _report(story, "opfoelgning.holdt", held_on=_day(0), decision="continue", next_on=_day(30))
    assert (await _shown(story))["follow_up_on"] == _day(30)

    async def again() -> Sequence[Event[Any]] | None:
        events = await _follow_ups(story)
        return events if len(events) >= 5 else None

    events = await until(again, 30)
    assert isinstance(events[3].data, FollowUpHeld)
    assert events[4].data.level == 1
    await _report(story, "indsats.afsluttet", outcome="completed", by="professional")
    await at_rest(driver)
    stopped = await _follow_ups(story)
    await asyncio.sleep(3)
    assert await _follow_ups(story) == stopped
    assert [event.data.level for event in stopped[4:]] == [1, 2, 3][: len(stopped) - 4]


async def test_what_was_reported_in_error_is_taken_back(driver: Driver) -> None:
    """R7: by who reported it and nobody else, not while something rests on it; all who were told hear of it."""
    story = await Story(driver, await driver.citizen()).under_way()
    (goal,) = ids_of(await story.set_goal())
    await story.agree()
    (end,) = ids_of(await _report(story, "indsats.afsluttet", outcome="completed", by="citizen"))
    assert ((await _shown(story))["state"], (await _shown(story))["ended_on"]) == ("ended", _day(0))

    async def correct(app: str, event: str) -> Any:
        return await driver.report(app, "kraftcenter", "indsats.fejlregistreret", story.citizen, {"event_id": event})

    for app, event, status, problem in (
        (SOCIAL, end, 403, "not-allowed"),
        (KRAFT, goal, 422, "rests-on"),
        (KRAFT, str(uuid4()), 422, "unknown-reference"),
    ):
        answer = await correct(app, event)
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")
    answer = await correct(KRAFT, end)
    assert answer.status_code == 202, answer.text
    assert ((await _shown(story))["state"], (await _shown(story))["ended_on"]) == ("running", None)
    await story.reach()
    again = await correct(KRAFT, end)
    assert (again.status_code, again.json()["type"]) == (422, "/problems/illegal-move")
    await at_rest(driver)
    heard = (await told(driver, story.citizen))["mette"]
    assert heard.count("indsats.fejlregistreret") == heard.count("indsats.afsluttet") == 1
    assert [ref for _, ref, _ in await _timers(story)] == [story.intervention]


async def test_on_hold_the_follow_up_s_clock_stands_still(driver: Driver) -> None:
    """R1: the referral's hold has a clock of its own; resumed, the day agreed counts again."""
    story = await Story(driver, await driver.citizen()).under_way()
    running = await _timers(story)
    assert [ref for _, ref, _ in running] == [story.intervention]
    await until(lambda: _is(story, "in-progress"))
    hold = {"referral_id": story.referral, "reason": "citizen_unreachable", "until": _day(7)}
    await driver.accepted(KRAFT, "referral", "henvisning.sat_i_bero", story.citizen, hold)

    async def stands_still() -> bool:
        return await _timers(story) == []

    async def runs_again() -> bool:
        return await _timers(story) == running

    await until(stands_still)
    resumed = {"referral_id": story.referral}
    await driver.accepted(KRAFT, "referral", "henvisning.genoptaget", story.citizen, resumed)
    await until(runs_again)


async def test_after_a_wrong_start_the_referral_is_begun_anew(driver: Driver) -> None:
    """R7, R2: the referral is what it was before, in both services, and a wrong end opens it again."""
    story = await Story(driver, await driver.citizen()).under_way()
    await until(lambda: _is(story, "in-progress"))
    begun = await driver.on_topic("kraftcenter.events", {UUID(story.citizen)})
    wrong = {"event_id": str(begun[0].id)}
    await driver.accepted(KRAFT, "kraftcenter", "indsats.fejlregistreret", story.citizen, wrong)
    assert (await _shown(story))["state"] == "entered-in-error"
    await until(lambda: _is(story, "accepted"))
    anew = Story(driver, story.citizen, story.referral)
    await anew.start()
    await until(lambda: _is(anew, "in-progress"))
    (end,) = ids_of(await _report(anew, "indsats.afsluttet", outcome="completed", by="professional"))
    await until(lambda: _is(anew, "completed"))
    await driver.accepted(KRAFT, "kraftcenter", "indsats.fejlregistreret", story.citizen, {"event_id": end})
    await until(lambda: _is(anew, "in-progress"))
    assert [ref for _, ref, _ in await _timers(anew)] == [anew.intervention]


async def _is(story: Story, state: str) -> bool:
    answer = await story.driver.get(SOCIAL, "referral", f"/referrals/{story.referral}")
    assert answer.status_code == 200, answer.text
    return bool(answer.json()["state"] == state)


async def _timers(story: Story) -> list[tuple[str, str, datetime]]:
    """Kraftcenter's clocks of the citizen: kind, what each is about, and when it runs out."""
    async with story.driver.database("kraftcenter") as connection:
        rows = await connection.fetch("SELECT kind, ref, due FROM timers WHERE subject = $1", UUID(story.citizen))
    return [(row["kind"], str(row["ref"]), row["due"]) for row in rows]
