"""Ids and cursors of other people's, tried by everybody who has no right to them."""

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.driver import Driver
from tests.integration.security.planted import Planted
from tests.integration.story import SOCIAL, until

PATHS = {
    "webhook": f"/apps/{SOCIAL}/webhook",
    "deliveries": f"/apps/{SOCIAL}/webhook/deliveries",
    "rotate": f"/apps/{SOCIAL}/webhook/rotate",
    "test": f"/apps/{SOCIAL}/webhook/test",
}


@pytest.fixture(scope="module")
def everybody(driver: Driver) -> list[str]:
    return [*driver.endpoints["people"], *driver.endpoints["apps"]]


async def _ask(driver: Driver, who: str, method: str, service: str, path: str, **more: Any) -> tuple[int, str]:
    answer = await driver.client.request(
        method, driver.endpoints[service] + path, headers=await driver.bearer(who), **more
    )
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("method", "what"),
    [("GET", "webhook"), ("PUT", "webhook"), ("DELETE", "webhook"), ("POST", "rotate"), ("POST", "test"),
     ("GET", "deliveries")],
)  # fmt: skip
async def test_a_webhook_is_its_apps_and_operations(
    driver: Driver, everybody: list[str], method: str, what: str
) -> None:
    """OWASP (access control): to everybody else there is no such webhook, whether there is one or not."""
    body = {"json": {"url": "https://evil.example/"}} if method == "PUT" else {}
    for who in everybody:
        if who not in (SOCIAL, "drift"):
            there = await _ask(driver, who, method, "notifications", PATHS[what], **body)
            nowhere = await _ask(driver, who, method, "notifications", PATHS[what].replace(SOCIAL, "none"), **body)
            assert (there[0], nowhere[0]) == (404, 404), who


@pytest.mark.parametrize("of", ["receipt_id", "reach"])
async def test_answers_are_for_who_asked(driver: Driver, planted: Planted, everybody: list[str], of: str) -> None:
    """OWASP (access control): receipts and reach of corrections are for who reported, and operations."""
    path = f"/receipts/{planted.values['receipt_id']}" if of == "receipt_id" else f"/events/{planted.corrected}/reach"
    service, reporter = ("referral", SOCIAL) if of == "receipt_id" else ("kraftcenter", "kraftcenter-app")

    async def told() -> bool:
        return (await _ask(driver, reporter, "GET", service, path))[0] == 200

    await until(told)
    seen = {who for who in everybody if (await _ask(driver, who, "GET", service, path))[0] != 404}
    assert seen == {reporter, "drift"}


async def test_a_notice_is_marked_by_its_recipients_alone(
    driver: Driver, planted: Planted, everybody: list[str]
) -> None:
    """OWASP (access control): another's notice is not there to be read by, and stays unread."""
    listed = (await driver.get("anne", "notifications", "/inbox?limit=200")).json()["items"]
    (notice, *_) = [item for item in listed if item["citizen_id"] == planted.story.citizen and item["read_at"] is None]
    for who in everybody:
        if who != "anne":
            answered = await _ask(driver, who, "POST", "notifications", f"/inbox/{notice['notice_id']}/read")
            assert answered[0] in (403, 404), who
    again = (await driver.get("anne", "notifications", "/inbox?limit=200")).json()["items"]
    assert [item["read_at"] for item in again if item["notice_id"] == notice["notice_id"]] == [None]


async def test_nobody_signs_up_or_off_for_another(driver: Driver, planted: Planted, everybody: list[str]) -> None:
    """OWASP (access control), C3: only the citizen, sel82 for one, and for signing off the course's owner too."""
    path = f"/courses/{planted.values['course_id']}/signup"
    body = {"citizen_id": planted.story.citizen, "adult": True, "contact_under_two_years": True}
    for who in everybody:
        department = {**driver.endpoints["people"], **driver.endpoints["apps"]}[who].get("department")
        if department != "sel82":
            assert (await _ask(driver, who, "POST", "kraftcenter", path, json=body))[0] in (403, 404, 422), who
        if department not in ("sel82", "kraftcenter"):
            off = await _ask(driver, who, "DELETE", "kraftcenter", f"{path}?citizen_id={planted.story.citizen}")
            assert off[0] in (403, 404, 422), who
    course = (await driver.get("viggo", "kraftcenter", f"/courses/{planted.values['course_id']}")).json()
    assert course["places_free"] == course["capacity"]


async def test_the_box_is_the_relatives_teams(driver: Driver, everybody: list[str]) -> None:
    """OWASP (access control), P4: nobody else lists, matches, discards or reads what nobody has matched."""
    id_ = uuid4()
    for who in everybody:
        if who != "lone":
            for method, path, body in (
                ("GET", "/knowledge", {}),
                ("POST", f"/knowledge/{id_}/match", {"json": {"citizen_id": str(uuid4())}}),
                ("DELETE", f"/knowledge/{id_}", {}),
            ):
                assert (await _ask(driver, who, method, "notifications", path, **body))[0] == 403, (who, path)


CURSORS = [
    ("notifications", "/inbox?limit=1", "anne", "birgit"),
    ("referral", "/referrals?limit=1", "anne", "birgit"),
    ("notifications", "/citizens/{citizen_id}/timeline?limit=1", "anne", "birgit"),
    ("kraftcenter", "/citizens/{citizen_id}/goals?limit=1", "anne", "birgit"),
    ("referral", "/citizens/{citizen_id}/access-log?limit=1", "henrik", "jens"),
]


@pytest.mark.parametrize(("service", "template", "owner", "other"), CURSORS)
async def test_a_cursor_opens_nothing(
    driver: Driver, planted: Planted, service: str, template: str, owner: str, other: str
) -> None:
    """OWASP (access control): another reader's cursor shows one's own list from there, or nothing at all."""
    path = template.format(**planted.values)
    purpose = {"Samspil_Purpose": "sagsbehandling"}
    for _ in range(2):
        first = (await driver.get(owner, service, path, **purpose)).json()
    if first["next"] is None:
        assert "/goals" in path, "there is no second page to try"
        return
    taken = await driver.get(other, service, f"{path}&cursor={first['next']}", **purpose)
    assert taken.status_code in (200, 403, 404, 422)
    assert planted.story.citizen not in taken.text


async def test_a_cursor_of_another_list_is_no_cursor(driver: Driver, planted: Planted) -> None:
    """OWASP (access control): a cursor made for one list is refused by another, or begins that list somewhere."""
    path = "/citizens/{citizen_id}/access-log?limit=1".format(**planted.values)
    await driver.get("henrik", "referral", path)
    cursor = (await driver.get("henrik", "referral", path)).json()["next"]
    for service, other in (
        ("notifications", "/inbox"), ("referral", "/referrals"), ("kraftcenter", "/courses"),
        ("kraftcenter", "/interventions"),
    ):  # fmt: skip
        answer = await driver.get("henrik", service, f"{other}?cursor={cursor}")
        if answer.status_code == 200:  # a number, too: one's own list from there
            assert other == "/inbox"
            continue
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/query/cursor"), other
