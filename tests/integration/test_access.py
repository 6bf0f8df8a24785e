"""Who sees a citizen, and what the look leaves behind."""

from urllib.parse import quote
from uuid import uuid4

import pytest

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver, a_goal, a_referral, a_start
from tests.integration.ledger import at_rest
from tests.integration.owner import owner
from tests.integration.story import KRAFT, SOCIAL, Story, demo_citizen

COORDINATORS = {
    "svr": "karen",
    "socialpsykiatri": "mette",
    "kraftcenter": "anne",
    "sel82": "birgit",
    "paaroerende": "lone",
}
MANAGERS = {
    "svr": "soeren",
    "socialpsykiatri": "lars",
    "kraftcenter": "henrik",
    "sel82": "jens",
    "paaroerende": "peter",
}
# Service, path, and what a department that is not involved is answered.
ROUTES = [
    ("referral", "/citizens/{citizen}", 403),
    ("referral", "/referrals/{referral}", 404),
    ("referral", "/referrals?citizen_id={citizen}", 200),
    ("kraftcenter", "/citizens/{citizen}/goals", 403),
    ("kraftcenter", "/interventions/{intervention}", 404),
    ("notifications", "/citizens/{citizen}/timeline", 404),
    ("notifications", "/citizens/{citizen}/designations", 404),
]
_LOG = "SELECT purpose, actor, department, route, flagged FROM access_log WHERE citizen_id = $1 ORDER BY id"
PURPOSE = {"Samspil_Purpose": "opfoelgning"}


@pytest.fixture(scope="module")
async def story(driver: Driver) -> Story:
    """socialpsykiatri has referred a citizen to kraftcenter, which has begun and set a goal."""
    told = await Story(driver, await driver.citizen()).under_way()
    await told.set_goal()
    await at_rest(driver)
    return told


def _path(template: str, story: Story) -> str:
    return template.format(citizen=story.citizen, referral=story.referral, intervention=story.intervention)


async def _log(driver: Driver, service: str, citizen: str) -> list[tuple[str, str, str, str, bool]]:
    async with driver.database(service) as database:
        return [tuple(row.values()) for row in await database.fetch(_LOG, citizen)]


@pytest.mark.parametrize(("service", "template", "otherwise"), ROUTES)
@pytest.mark.parametrize("people", [COORDINATORS, MANAGERS], ids=["coordinator", "manager"])
async def test_only_involved_departments_see_and_every_look_is_logged(
    driver: Driver, story: Story, people: dict[str, str], service: str, template: str, otherwise: int
) -> None:
    """I1, V2: sender and receiver see; nobody else does; each read leaves a row with purpose and route."""
    for department, person in people.items():
        involved = department in ("socialpsykiatri", "kraftcenter")
        before = await _log(driver, service, story.citizen)
        answer = await driver.get(person, service, _path(template, story), **PURPOSE)
        after = await _log(driver, service, story.citizen)
        assert answer.status_code == (200 if involved else otherwise), (department, answer.text)
        if involved:
            ((purpose, actor, acting, route, flagged),) = after[len(before) :]
            assert (purpose, acting, flagged) == ("opfoelgning", department, False)
            assert actor
            assert "{" in route or "?" in template
            assert story.citizen not in route
        else:
            assert after == before
            assert story.citizen not in answer.text
            assert story.referral not in answer.text


async def test_no_token_and_no_purpose_see_nothing(driver: Driver, story: Story) -> None:
    """V2: no route about a citizen answers without a token (401); a name is not told without a purpose (422)."""
    for service, template, _ in ROUTES:
        answer = await driver.client.get(driver.endpoints[service] + _path(template, story))
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    answer = await driver.get("anne", "referral", f"/citizens/{story.citizen}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/header/Samspil-Purpose")
    wrong = await driver.get("anne", "referral", f"/citizens/{story.citizen}", Samspil_Purpose="nysgerrighed")
    assert wrong.status_code == 422
    assert "nysgerrighed" not in wrong.text


async def test_a_failing_log_fails_the_read(driver: Driver, story: Story, stack: Stack) -> None:
    """V2: no row, no read: where the log cannot be written, nothing is shown, at any service."""
    for service, template, _ in ROUTES:
        async with owner(stack, service) as connection:
            await connection.execute(f'REVOKE INSERT ON access_log FROM "{service}_reader"')
            try:
                answer = await driver.get("anne", service, _path(template, story), **PURPOSE)
            finally:
                await connection.execute(f'GRANT INSERT ON access_log TO "{service}_reader"')
        assert answer.status_code in (500, 503), template
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["connection"] == "close"
        assert story.citizen not in answer.text
        assert "socialpsykiatri" not in answer.text
        assert (await driver.get("anne", service, _path(template, story), **PURPOSE)).status_code == 200


async def test_breaking_the_glass_takes_a_reason_and_is_flagged(driver: Driver, story: Story) -> None:
    """V2: whoever is not involved can look in an emergency, with a reason in words, and it stands out in the log."""
    for service, template, _ in ROUTES:
        path = _path(template, story)
        without = await driver.get("karen", service, path, Samspil_Purpose="noedadgang")
        assert without.status_code == 422, path
        glass = {"Samspil_Purpose": "noedadgang", "Samspil_Reason": quote("Fare på færde")}
        answer = await driver.get("karen", service, path, **glass)
        assert answer.status_code == 200, (path, answer.text)
        purpose, _, department, _, flagged = (await _log(driver, service, story.citizen))[-1]
        assert (purpose, department, flagged) == ("noedadgang", "svr", True)
        # An app has nobody who could answer for it afterwards.
        assert (await driver.get("svr-app", service, path, **glass)).status_code == 403, path


async def test_the_citizen_sees_when_and_why_and_a_manager_also_by_whom(driver: Driver) -> None:
    """V2: the access log at every service: of oneself without names, for an involved manager with them."""
    story = await Story(driver, demo_citizen(driver.endpoints)).under_way()
    await at_rest(driver)
    for service, template in (
        ("referral", "/referrals/{referral}"),
        ("kraftcenter", "/citizens/{citizen}/goals"),
        ("notifications", "/citizens/{citizen}/timeline"),
    ):
        assert (await driver.get("anne", service, _path(template, story), **PURPOSE)).status_code == 200
        path = f"/citizens/{story.citizen}/access-log"
        own = await driver.get("viggo", service, path)
        assert own.status_code == 200, own.text
        newest = own.json()["items"][0]
        assert set(newest) == {"at", "purpose", "service", "department"}
        assert (newest["purpose"], newest["service"], newest["department"]) == ("opfoelgning", service, "kraftcenter")
        managers = await driver.get("henrik", service, path)
        assert managers.status_code == 200, managers.text
        looked = [(item["purpose"], item["department"], item["who"]) for item in managers.json()["items"][:2]]
        assert looked[0][0] == "egen_indsigt"
        assert (looked[1][0], looked[1][1]) == ("opfoelgning", "kraftcenter")
        others = (await driver.get("viggo", service, f"{path}?others=true&limit=1")).json()["items"]
        assert [(item["purpose"], item["department"]) for item in others] == [("tilsyn", "kraftcenter")]
        assert looked[1][2] not in ("", looked[0][2])
        assert (await driver.get("jens", service, path)).status_code == 404
        for person in ("anne", "ellen", KRAFT):
            assert (await driver.get(person, service, path)).status_code == 403, person


async def test_a_citizens_own_log_only(driver: Driver, story: Story) -> None:
    """V2: a citizen's token opens that citizen's log, timeline and goals, and nobody else's."""
    for service, what in (("referral", "access-log"), ("notifications", "timeline"), ("kraftcenter", "goals")):
        answer = await driver.get("viggo", service, f"/citizens/{story.citizen}/{what}")
        assert answer.status_code in (403, 404), what
        assert answer.headers["content-type"] == "application/problem+json"


async def test_the_acting_department_is_the_tokens(driver: Driver, story: Story) -> None:
    """Reports: another acting department in the data than the token's is refused (403), and nothing is stored."""
    other = a_referral(str(uuid4()), from_department="kraftcenter")
    as_kraft = await driver.report(SOCIAL, "referral", "henvisning.oprettet", story.citizen, other)
    said = {"referral_id": story.referral, "by_department": "kraftcenter"}
    accepting = await driver.report(SOCIAL, "referral", "henvisning.accepteret", story.citizen, said)
    start = a_start(str(uuid4()), None)
    starting = await driver.report(SOCIAL, "kraftcenter", "indsats.startet", story.citizen, start)
    for answer, pointer in (
        (as_kraft, "/data/from_department"),
        (accepting, "/data/by_department"),
        (starting, "/data/department"),
    ):
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/wrong-department")
        assert answer.json()["errors"][0]["pointer"] == pointer
    async with driver.database("referral") as database:
        assert not await database.fetchval("SELECT 1 FROM referrals WHERE referral_id = $1", other["referral_id"])
    async with driver.database("kraftcenter") as database:
        sql = "SELECT 1 FROM interventions WHERE intervention_id = $1"
        assert not await database.fetchval(sql, start["intervention_id"])


async def test_reporting_takes_involvement(driver: Driver, story: Story) -> None:
    """I1: a department that is not involved reports nothing on the citizen; a new referral is how one becomes so."""
    goal = a_goal(str(uuid4()), story.intervention)
    answer = await driver.report("sel82-app", "kraftcenter", "indsatsmaal.fastsat", story.citizen, goal)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-involved")
    cancelling = {"referral_id": story.referral, "reason": "other", "by": "sender"}
    answer = await driver.report("sel82-app", "referral", "henvisning.annulleret", story.citizen, cancelling)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-involved")


async def test_stand_in_tokens_work_only_where_they_are_let_in(driver: Driver, stack: Stack) -> None:
    """Sign-in: a person's token that client credentials gave is refused by a service not told to take them."""
    assert (await driver.get("anne", "kraftcenter", f"/citizens/{uuid4()}/goals")).status_code == 403
    await stack.stop_part("kraftcenter")
    try:
        with stack.changed_environment("kraftcenter", SAMSPIL_STAND_IN_TOKENS="false"):
            await stack.start_part("kraftcenter")
        answer = await driver.get("anne", "kraftcenter", f"/citizens/{uuid4()}/goals")
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')
        assert (await driver.get(KRAFT, "kraftcenter", f"/citizens/{uuid4()}/goals")).status_code == 403
    finally:
        await stack.stop_part("kraftcenter")
        await stack.start_part("kraftcenter")
