"""What operations see over HTTP and on their pages, on the running services."""

from uuid import uuid4

import pytest

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver, a_start
from tests.integration.inboxes import told
from tests.integration.ledger import at_rest
from tests.integration.owner import owner
from tests.integration.poison import READERS, dead_letters, poison
from tests.integration.security.browsing import browser
from tests.integration.story import SOCIAL, Story, until

SERVICES = ("referral", "kraftcenter", "notifications")
ROUTES = [
    *((service, "GET", path) for service in SERVICES for path in ("/operations", "/dead-letters")),
    *((service, "POST", "/dead-letters/replay") for service in SERVICES),
    ("notifications", "GET", "/deliveries"),
    ("notifications", "GET", f"/loops/{uuid4()}"),
]


@pytest.mark.parametrize(("service", "method", "path"), ROUTES)
async def test_they_are_for_operators_alone(driver: Driver, service: str, method: str, path: str) -> None:
    """Operations: nobody with another role sees or does any of it."""
    for who in ("anne", "henrik", "viggo", "ellen", SOCIAL, None):
        headers = {} if who is None else await driver.bearer(who)
        answer = await driver.client.request(method, driver.endpoints[service] + path, json={}, headers=headers)
        assert answer.status_code == (401 if who is None else 403), who


@pytest.mark.parametrize("service", SERVICES)
async def test_each_service_tells_how_it_does(driver: Driver, service: str) -> None:
    """Operations: at rest nothing stands in the outbox, and each topic it reads is named with its lag."""
    await Story(driver, await driver.citizen()).under_way()
    await at_rest(driver)
    seen = (await driver.get("drift", service, "/operations")).json()
    assert (seen["service"], seen["outbox"], seen["late"]) == (service, 0, 0)

    async def rated() -> bool:  # the gauges look every five seconds
        topics = (await driver.get("drift", service, "/operations")).json()["topics"]
        named = {topic["name"] for topic in topics if topic["lag"] is not None}
        return named >= {f"{other}.events" for other in SERVICES if other != service} and any(
            topic["read"] for topic in topics
        )

    await until(rated)


async def test_a_dead_letter_is_found_and_run_again_from_the_pages(driver: Driver, stack: Stack) -> None:
    """Operations: at the service that could not handle it, with its reason; what still fails stays, and once it is
    mended it is gone; whose it is stands nowhere."""
    story = Story(driver, await driver.citizen())
    await story.ask()
    await at_rest(driver)
    await poison(stack, story.citizen, 2)
    for service in READERS:
        await until(lambda service=service: dead_letters(driver, service, story.citizen))
    await story.accept()
    await at_rest(driver)
    async with browser(driver.endpoints["notifications"], "drift") as page:
        for service in READERS:
            (first, *behind) = await dead_letters(driver, service, story.citizen)
            number = str(first["seq"])
            listed = (await driver.get("drift", service, "/dead-letters")).json()["items"]
            (letter,) = [each for each in listed if each["number"] == first["seq"]]
            assert (letter["held"], letter["reason"]) == (2, first["reason"])
            shown = (await page.get("/drift/fejl")).text
            assert f'id="{service}-{number}"' in shown
            assert story.citizen not in shown + str(listed)
            proof = await page.proof("/drift/fejl")
            still = await page.post(f"/drift/fejl/{service}", bevis=proof, nummer=number)
            assert still.headers["location"] == "/drift/fejl?behandlet=0&igen=1"
            async with owner(stack, service) as connection:  # mended: the record that nobody can read is gone
                await connection.execute("DELETE FROM dead_letters WHERE seq = $1", first["seq"])
            again = await page.post(f"/drift/fejl/{service}", bevis=proof, nummer=str(behind[0]["seq"]))
            assert again.headers["location"] == "/drift/fejl?behandlet=1&igen=0"
            assert await dead_letters(driver, service, story.citizen) == []
    seen = await told(driver, story.citizen, ["mette"])
    assert seen == {"mette": ["henvisning.accepteret"]}


async def test_a_loop_is_followed_over_all_services_and_looks_at_nobody(driver: Driver) -> None:
    """Operations, V2: in the order it was decided, with times and traces; no id of anybody's and no row in any log of
    looks, by the loop's id and by any event's."""
    story = await Story(driver, await driver.citizen()).under_way()
    await at_rest(driver)
    referral = (await driver.get(SOCIAL, "referral", f"/referrals/{story.referral}")).json()
    looks = await _looks(driver, story.citizen)
    loop = referral["correlationid"]
    steps = (await driver.get("drift", "notifications", f"/loops/{loop}")).json()["items"]
    nouns = [step["event_type"].removeprefix("dk.samspil.").removesuffix(".v1") for step in steps]
    assert [noun for noun in nouns if not noun.startswith("besked.")] == [
        "henvisning.oprettet",
        "henvisning.accepteret",
        "indsats.startet",
        "henvisning.ivaerksat",
    ]
    assert {step["service"] for step in steps} == {"referral", "kraftcenter"}
    assert all(step["trace_id"] for step in steps)
    assert [step["registered"] for step in steps] == sorted(step["registered"] for step in steps)
    by_event = await driver.get("drift", "notifications", f"/loops/{steps[-1]['event_id']}")
    assert by_event.json()["items"] == steps
    # One that began with an intervention, and a course.
    for other in await _intervention(driver), await _course(driver):
        (step, *_) = (await driver.get("drift", "notifications", f"/loops/{other}")).json()["items"]
        assert step["service"] == "kraftcenter"
    async with browser(driver.endpoints["notifications"], "drift") as page:
        shown = (await page.get(f"/drift/sag/{loop}")).text
    for text in (str(steps), shown):
        assert not {story.citizen, story.referral, story.intervention, "Prøve Person"} & set(text.split('"'))
        assert story.citizen not in text
    assert await _looks(driver, story.citizen) == looks


async def _intervention(driver: Driver) -> str:
    id_ = str(uuid4())
    citizen = await driver.citizen()
    await driver.accepted("kraftcenter-app", "kraftcenter", "indsats.startet", citizen, a_start(id_, None))
    await at_rest(driver)
    return id_


async def _course(driver: Driver) -> str:
    id_ = str(uuid4())
    opened = {"course_id": id_, "offer": "peer-gruppe", "capacity": 8, "sessions": 10, "first_session_on": "2099-01-05"}
    await driver.accepted("kraftcenter-app", "kraftcenter", "forloeb.aabnet", id_, opened)
    await at_rest(driver)
    return id_


async def _looks(driver: Driver, citizen: str) -> int:
    count = 0
    for service in SERVICES:
        async with driver.database(service) as database:
            count += await database.fetchval("SELECT count(*) FROM access_log WHERE citizen_id = $1", citizen)
    return count
