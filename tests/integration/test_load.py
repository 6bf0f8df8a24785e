"""How much lies with each department, over the three services."""

import pytest

from tests.integration.driver import Driver
from tests.integration.story import Story, until

KINDS = {
    "referral": ("open", "overdue"),
    "kraftcenter": ("running", "overdue"),
    "notifications": ("unread", "unanswered"),
}


async def counts(driver: Driver, service: str, who: str = "henrik", department: str = "kraftcenter") -> dict[str, int]:
    answer = await driver.get(who, service, "/load")
    assert answer.status_code == 200, answer.text
    return next(dict(each["counts"]) for each in answer.json()["items"] if each["department"] == department)


async def test_what_begins_and_is_answered_moves_the_figures(driver: Driver) -> None:
    """R1, I5: a referral more asks for one answer more; accepted and begun it is an intervention more, and asks no
    more."""
    before = {service: await counts(driver, service) for service in KINDS}
    story = Story(driver, await driver.citizen())
    await story.ask()

    async def asks() -> bool:
        told = await counts(driver, "notifications")
        return told["unanswered"] > before["notifications"]["unanswered"]

    await until(asks)
    assert (await counts(driver, "referral"))["open"] > before["referral"]["open"]
    await story.accept()
    await driver.decided("kraftcenter-app", "kraftcenter", await story.begin())
    assert (await counts(driver, "kraftcenter"))["running"] > before["kraftcenter"]["running"]


@pytest.mark.parametrize("service", KINDS)
async def test_the_load_is_for_managers(driver: Driver, service: str) -> None:
    """I1: nobody else is told, and of other departments no number below five."""
    for who in ("anne", "viggo", "kraftcenter-app"):
        assert (await driver.get(who, service, "/load")).status_code == 403
    answer = await driver.get("jens", service, "/load")
    for each in answer.json()["items"]:
        assert set(each["counts"]) == set(KINDS[service])
        if each["department"] != "sel82":
            assert all(count is None or count >= 5 for count in each["counts"].values())
