"""From a course's opening to a place: who is told of it, and who is not."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx2

from tests.integration.driver import Driver, a_referral
from tests.integration.inboxes import told
from tests.integration.ledger import at_rest
from tests.integration.story import KRAFT, SEL82, demo_citizen


async def opened(driver: Driver, **changes: Any) -> str:
    course = str(uuid4())
    data = {"course_id": course, "offer": "peer-gruppe", "capacity": 1, "sessions": 10}
    data |= {"first_session_on": str(datetime.now(UTC).date()), **changes}
    await driver.accepted(KRAFT, "kraftcenter", "forloeb.aabnet", course, data)
    return course


async def sign_up(driver: Driver, person: str, course: str, citizen: str, **more: Any) -> httpx2.Response:
    asked = {"citizen_id": citizen, "adult": True, "contact_under_two_years": True, **more}
    address = f"{driver.endpoints['kraftcenter']}/courses/{course}/signup"
    return await driver.client.post(address, json=asked, headers=await driver.bearer(person))


async def sign_off(driver: Driver, person: str, course: str, citizen: str) -> int:
    address = f"{driver.endpoints['kraftcenter']}/courses/{course}/signup"
    headers = await driver.bearer(person)
    return (await driver.client.delete(address, params={"citizen_id": citizen}, headers=headers)).status_code


async def of_course(driver: Driver, person: str, course: str) -> list[str]:
    """What the person was told of the course itself, oldest first."""
    async with driver.database("notifications") as database:
        rows = await database.fetch(
            "SELECT e.type FROM notices n JOIN events e USING (event_id) WHERE e.subject = $1 AND n.recipient = $2"
            " ORDER BY n.seq",
            course,
            f"department:{person}",
        )
    return [row["type"].removeprefix("dk.samspil.").removesuffix(".v1") for row in rows]


async def test_a_referral_is_answered_once_and_nothing_is_reported_back(driver: Driver) -> None:
    """C3, S3: the sender hears of the place as its answer; of moving up, signing off and companionship nothing."""
    citizen, other, referral = await driver.citizen(SEL82), await driver.citizen(SEL82), str(uuid4())
    course = await opened(driver)
    assert (await sign_up(driver, "birgit", course, other)).json()["outcome"] == "place"
    asked = a_referral(referral, from_department="sel82", offer="peer-gruppe")
    await driver.accepted(SEL82, "referral", "henvisning.oprettet", citizen, asked)
    accepted = {"referral_id": referral, "by_department": "kraftcenter"}
    await driver.accepted(KRAFT, "referral", "henvisning.accepteret", citizen, accepted)
    # At once: the acceptance is on its way to the service that is asked.
    answer = await sign_up(driver, "birgit", course, citizen, referral_id=referral)
    assert answer.json() == {"outcome": "waitlist"}
    assert await sign_off(driver, "anne", course, other) == 204
    companionship = {"companionship_id": str(uuid4()), "course_id": course, "ends_by": str(datetime.now(UTC).date())}
    await driver.accepted(KRAFT, "kraftcenter", "foelgeskab.startet", citizen, companionship)
    assert await sign_off(driver, "birgit", course, citizen) == 204
    await at_rest(driver)
    of_places = {
        person: [type_ for type_ in types if type_.startswith(("plads", "foelgeskab"))]
        for person, types in (await told(driver, citizen, ["birgit", "anne", "mette", "karen", "lone"])).items()
    }
    assert {person: types for person, types in of_places.items() if types} == {"birgit": ["plads.venteliste"]}
    answer = await driver.get("birgit", "notifications", f"/citizens/{citizen}/timeline")
    seen = [item["event_type"].removeprefix("dk.samspil.").removesuffix(".v1") for item in answer.json()["items"]]
    assert [type_ for type_ in seen if type_.startswith(("plads", "foelgeskab"))] == ["plads.venteliste"]


async def test_the_citizen_hears_of_the_place_and_may_give_it_back(driver: Driver) -> None:
    """C3, I2: the citizen signs up and off in person, is told of it, and nobody else is."""
    citizen, course = demo_citizen(driver.endpoints), await opened(driver, capacity=2)
    before = await told(driver, citizen)
    assert (await sign_up(driver, "viggo", course, citizen)).json() == {"outcome": "place"}
    assert await sign_off(driver, "viggo", course, citizen) == 204
    await at_rest(driver)
    after = await told(driver, citizen)
    assert after["viggo"][len(before.get("viggo", [])) :] == ["plads.tildelt", "plads.frigivet"]
    assert {**after, "viggo": []} == {**before, "viggo": []}


async def test_who_may_refer_hears_when_a_course_opens_and_closes(driver: Driver) -> None:
    """C2: `sel82` is told that one may sign up, and that one may not any more; nobody is told of the sessions."""
    course = await opened(driver)
    await sign_up(driver, "birgit", course, str(uuid4()))
    for session in range(1, 5):
        held = {"course_id": course, "session": session}
        await driver.accepted(KRAFT, "kraftcenter", "forloeb.moede_afholdt", course, held)
    await at_rest(driver)
    assert await of_course(driver, "sel82", course) == ["forloeb.aabnet", "forloeb.lukket_for_optag"]
    for department in ("svr", "socialpsykiatri", "kraftcenter", "paaroerende"):
        assert await of_course(driver, department, course) == []
