"""What no other story on the running system reports: each goes in by its door and comes out on its topic."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from shared.contracts import (
    CompanionshipEnded,
    CompanionshipStarted,
    CourseEnded,
    CourseIntakeClosed,
    CourseOpened,
    CourseSessionHeld,
    DialogueToolUsed,
    Event,
    PlaceWaitlisted,
    ReferralFailed,
)
from tests.integration.driver import Driver
from tests.integration.ledger import at_rest
from tests.integration.story import KRAFT, Story
from tests.integration.test_course_privacy import Course
from tests.integration.test_course_told import opened, sign_up

TODAY = date.today()  # noqa: DTZ011 (any day near will do)


async def test_a_tool_is_used_and_the_referral_given_up(driver: Driver) -> None:
    """G4, R3: a date and a name are told of a tool; of giving up, the reason."""
    story = await Story(driver, await driver.citizen()).under_way()
    used = {"intervention_id": story.intervention, "tool": "recovery_star", "used_on": str(TODAY)}
    await driver.accepted(KRAFT, "kraftcenter", "dialogvaerktoej.anvendt", story.citizen, used)
    await at_rest(driver)
    given_up = {"referral_id": story.referral, "reason": "citizen_unreachable"}
    await driver.accepted(KRAFT, "referral", "henvisning.opgivet", story.citizen, given_up)
    await at_rest(driver)
    told = {type(event.data): event for event in await _told(driver, story.citizen, "kraftcenter", "referral")}
    assert told[DialogueToolUsed].data.model_dump(mode="json") == used
    assert told[ReferralFailed].data.model_dump(mode="json") == given_up
    assert {told[fact].correlationid for fact in (DialogueToolUsed, ReferralFailed)} == {UUID(story.referral)}


async def test_a_companionship_and_its_course_end(driver: Driver) -> None:
    """C6: both by the course's owner, the one about the citizen, the other about the course alone (C4)."""
    course, citizen = await Course(driver).open(), await driver.citizen()
    assert (await course.sign_up(citizen)).json() == {"outcome": "place"}
    ends_by = {"companionship_id": str(uuid4()), "course_id": course.id, "ends_by": str(TODAY + timedelta(days=30))}
    await driver.accepted(KRAFT, "kraftcenter", "foelgeskab.startet", citizen, ends_by)
    await driver.accepted(KRAFT, "kraftcenter", "foelgeskab.afsluttet", citizen, ends_by)
    await course.hold(1)
    await driver.accepted(KRAFT, "kraftcenter", "forloeb.afsluttet", course.id, {"course_id": course.id})
    await at_rest(driver)
    of_citizen = [type(event.data) for event in await _told(driver, citizen, "kraftcenter")]
    assert of_citizen[-2:] == [CompanionshipStarted, CompanionshipEnded]
    of_course = [type(event.data) for event in await _told(driver, course.id, "kraftcenter")]
    assert of_course == [CourseOpened, CourseIntakeClosed, CourseSessionHeld, CourseEnded]


async def test_a_full_course_offers_the_next(driver: Driver) -> None:
    """C2: opened, it is named to who waits and to whoever may refer."""
    following = await opened(driver)
    course = await opened(driver, next_course_id=following)
    first, waiting = await driver.citizen(), await driver.citizen()
    assert (await sign_up(driver, "birgit", course, first)).json() == {"outcome": "place"}
    answer = (await sign_up(driver, "birgit", course, waiting)).json()
    assert answer == {"outcome": "waitlist", "next_course_id": following}
    await at_rest(driver)
    for subject, fact in ((waiting, PlaceWaitlisted), (course, CourseIntakeClosed)):
        event = (await _told(driver, subject, "kraftcenter"))[-1]
        assert (type(event.data), event.data.next_course_id) == (fact, UUID(following))


async def _told(driver: Driver, subject: str, *services: str) -> list[Event[Any]]:
    return [event for service in services for event in await driver.on_topic(f"{service}.events", {UUID(subject)})]
