"""A citizen to whom everything happens that can be kept about anybody, and what of it identifies them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from deploy.embedded.stack import Stack
from shared.messaging.topics import SERVICES
from tests.integration.driver import Driver, a_cpr, a_start, an_event
from tests.integration.inboxes import listed
from tests.integration.intake.writer import At, KafkaApp
from tests.integration.ledger import at_rest
from tests.integration.owner import owner
from tests.integration.poison import READERS, dead_letters, poison
from tests.integration.story import KRAFT, REACHED, RELATIVES, SOCIAL, Story, ids_of, until
from tests.integration.test_course_privacy import Course
from tests.integration.test_knowledge import LONE, box, hand_in, match
from tests.integration.webhooks.hooks import listening
from tests.integration.webhooks.receiver import Receiver

NAME = "Ædelgard Quickborn Zephyrlund"
NOTE = "Vil gerne ud at cykle, helst kvantemekanisk langsomt"
SAID = "Jeg jonglerede med xylofoner i dag"
RELATIVE = "Wulfhilde Kvistgård-Pax"
EMAIL = "wulfhilde.kvistgaard@example.invalid"
PHONE = "+45 70998812"
REASON = "Bekymring for hektisk zymurgi"
ABOUT = "Ædelgard på Quintusvej"
THANKS = "Mange tak, det kvitrer vi gerne for i kvartetten"
KNOWN = "Hun bager ikke længere på fredage, hwilket undrer"

_ERASED = "SELECT EXISTS (SELECT FROM tombstones WHERE citizen_id = $1)"
_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
LEFT = frozenset({"tombstones", "subjects"})
"""Where the pseudonym may stand afterwards: that it is erased, and when."""


@dataclass(frozen=True, slots=True)
class Life:
    """`waited` is the record that was answered with `waiting` before the erasure."""

    story: Story
    cpr: str
    course: str
    waited: At

    @property
    def citizen(self) -> UUID:
        return UUID(self.story.citizen)

    @property
    def words(self) -> dict[str, str]:
        """What must stand nowhere in clear, not even before."""
        return {
            "the CPR number": self.cpr,
            "the CPR number as written": f"{self.cpr[:6]}-{self.cpr[6:]}",
            "the name": NAME,
            "a note": NOTE,
            "the citizen's words": SAID,
            "a relative's name": RELATIVE,
            "a relative's address": EMAIL,
            "a relative's number": PHONE,
            "a reason": REASON,
            "who knowledge is about": ABOUT,
            "knowledge": KNOWN,
            "a word back": THANKS,
        }


async def live(stack: Stack, driver: Driver, kraft: KafkaApp) -> Life:
    """From the index to a course, with words everywhere; in the end one report waits and two records are stopped."""
    cpr = a_cpr()
    answer = await driver.client.post(
        f"{driver.endpoints['referral']}/citizens", json={"cpr": cpr, "name": NAME}, headers=await driver.bearer(SOCIAL)
    )
    assert answer.status_code == 200, answer.text
    story = Story(driver, answer.json()["citizen_id"])
    async with Receiver.open() as receiver, listening(driver, KRAFT, receiver.url):
        contact = {"contact": {"name": RELATIVE, "email": EMAIL, "phone": PHONE}}
        await story.designate(REACHED, channels=["inbox", "mail"], private=contact)
        await story.ask(private={"note": NOTE})
        await story.accept()
        await story.start()
        await story.set_goal()
        await story.agree()
        await story.reach(private={"citizen_words": SAID, "note": NOTE})
        course = await Course(driver).open()
        assert (await course.sign_up(story.citizen)).json() == {"outcome": "place"}
        accompanied = {
            "companionship_id": str(uuid4()),
            "course_id": course.id,
            "ends_by": str(date.today() + timedelta(days=30)),  # noqa: DTZ011 (any later day will do)
        }
        await driver.accepted(KRAFT, "kraftcenter", "foelgeskab.startet", story.citizen, accompanied)
        await receiver.until(lambda r: bool(r.about(referral_id=story.referral)))
    await _corrected(driver, story)
    await at_rest(driver)
    await _knowledge(driver, story)
    await _looked_at(driver, story)
    await at_rest(driver)
    await poison(stack, story.citizen, 99)
    for service in READERS:
        await until(lambda service=service: dead_letters(driver, service, story.citizen))
    waiting = a_start(str(uuid4()), str(uuid4()))
    over_http = {**waiting, "intervention_id": str(uuid4()), "private": {"note": NOTE}}
    receipt = await driver.accepted(KRAFT, "kraftcenter", "indsats.startet", story.citizen, over_http)
    assert receipt["status"] == "waiting"
    at = await kraft.binary(an_event(KRAFT, "indsats.startet", story.citizen, waiting))
    await until(lambda: _answered(kraft, at))
    return Life(story, cpr, course.id, at)


async def erase(driver: Driver, citizen: UUID) -> None:
    """Asked by one department's manager, confirmed by another's; until every service has done it."""
    path = f"{driver.endpoints['referral']}/citizens/{citizen}/erasure"
    asked = await driver.client.post(path, headers=await driver.bearer("lars"))
    assert asked.status_code == 202, asked.text
    confirmed = await driver.client.post(f"{path}/confirmation", headers=await driver.bearer("henrik"))
    assert confirmed.status_code == 204, confirmed.text
    for service in SERVICES:
        async with driver.database(service) as database:
            await until(lambda database=database: database.fetchval(_ERASED, citizen))
    await at_rest(driver)


async def where(stack: Stack, citizen: UUID) -> set[str]:
    """Every table of every service in whose rows the pseudonym stands, as PostgreSQL writes them out."""
    found = set()
    for service in SERVICES:
        async with owner(stack, service) as connection:
            for row in await connection.fetch(_TABLES):
                count = f"SELECT count(*) FROM {row['table_name']} t WHERE t::text ~* $1"  # noqa: S608 (a table's own name)
                if await connection.fetchval(count, f"{citizen}|{citizen.hex}"):
                    found.add(f"{service}.{row['table_name']}")
    return found


def left() -> set[str]:
    """What `where` finds of a citizen who is erased."""
    return {f"{service}.{table}" for service in SERVICES for table in LEFT}


async def _corrected(driver: Driver, story: Story) -> None:
    designation = {
        "designation_id": str(uuid4()), "relation": "friend", "may_know": [REACHED], "channels": ["inbox"],
    }  # fmt: skip
    wrong = await driver.accepted(RELATIVES, "notifications", "paaroerende.udpeget", story.citizen, designation)
    (event_id,) = ids_of(wrong)
    correction = {"event_id": event_id}
    await driver.accepted(RELATIVES, "notifications", "paaroerende.fejlregistreret", story.citizen, correction)


async def _knowledge(driver: Driver, story: Story) -> None:
    said = {"about": ABOUT, "words": KNOWN, "contact": PHONE}
    assert (await hand_in(driver, said, "192.0.2.201")).status_code == 202
    (id_,) = [item["knowledge_id"] for item in await box(driver) if item["about"] == ABOUT]
    assert (await match(driver, LONE, id_, {"citizen_id": story.citizen})).status_code == 204


async def _looked_at(driver: Driver, story: Story) -> None:
    for notice in await until(lambda: listed(driver, "mette", story.citizen)):
        address = f"{driver.endpoints['notifications']}/inbox/{notice['notice_id']}/read"
        await driver.client.post(address, headers=await driver.bearer("mette"))
    told = await until(lambda: listed(driver, "anne", story.citizen))
    (notice,) = [notice for notice in told if notice["event_type"] == "dk.samspil.henvisning.oprettet.v1"]
    address = f"{driver.endpoints['notifications']}/inbox/{notice['notice_id']}/acknowledgement"
    answer = await driver.client.post(address, json={"words": THANKS}, headers=await driver.bearer("anne"))
    assert answer.status_code == 204, answer.text
    glass = {"Samspil_Purpose": "noedadgang", "Samspil_Reason": quote(REASON)}
    for service, path in (
        ("referral", f"/citizens/{story.citizen}"),
        ("kraftcenter", f"/citizens/{story.citizen}/goals"),
        ("notifications", f"/citizens/{story.citizen}/timeline"),
    ):
        answer = await driver.get("karen", service, path, **glass)
        assert answer.status_code == 200, answer.text


async def _answered(kraft: KafkaApp, at: At) -> Any:
    return kraft.answers[at]
