"""Ids that are there, so that a request made up by a machine meets more than `404`."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from tests.integration.driver import Driver
from tests.integration.story import KRAFT, SOCIAL, Story, ids_of

WHO: dict[str, str | None] = {
    "app": SOCIAL,
    "coordinator": "mette",
    "manager": "lars",
    "citizen": "viggo",
    "relative": "ellen",
    "operator": "drift",
    "nobody": None,
}
"""One of each role, and who has not signed in."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A citizen of socialpsykiatri and kraftcenter with one thing of each kind; `values` by the names of parameters.

    `corrected` is an event of kraftcenter's that was taken back."""

    story: Story
    values: dict[str, str]
    corrected: str


async def plant(driver: Driver) -> Planted:
    story = Story(driver, await driver.citizen())
    asked = await story.ask(private={"note": "Ring efter kl. 10."})
    await story.accept()
    await story.start()
    await story.set_goal()
    await story.agree()
    await story.reach(private={"citizen_words": "Jeg var med i dag."})
    (lost,) = ids_of(await story.lose())
    await driver.accepted(KRAFT, "kraftcenter", "indsats.fejlregistreret", story.citizen, {"event_id": lost})
    designation = await story.designate("dk.samspil.delmaal.naaet.v1")
    course = str(uuid4())
    opened = {
        "course_id": course,
        "offer": "peer-gruppe",
        "capacity": 8,
        "sessions": 10,
        "first_session_on": str(date.today() + timedelta(days=30)),  # noqa: DTZ011 (any later day will do)
    }
    await driver.accepted(KRAFT, "kraftcenter", "forloeb.aabnet", course, opened)
    return Planted(
        story,
        {
            "citizen_id": story.citizen,
            "referral_id": story.referral,
            "intervention_id": story.intervention,
            "designation_id": designation,
            "course_id": course,
            "receipt_id": asked["receipt_id"],
            "event_id": ids_of(asked)[0],
            "app": SOCIAL,
            "department": "socialpsykiatri",
            "subject": story.citizen,
            "year": "2025",
        },
        lost,
    )
