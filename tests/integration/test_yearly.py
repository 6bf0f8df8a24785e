"""The yearly overview on the real database, and over the real services' doors."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx2
import pytest

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver, a_referral
from tests.integration.referral_world import RealWorld
from tests.suites.referral_yearly import *  # noqa: F403  (whatever the suite holds is to be run)

YEAR = 2021


@pytest.fixture
async def world(stack: Stack) -> AsyncIterator[RealWorld]:
    async with RealWorld.open(stack.environment("referral")) as opened:
        yield opened


async def test_a_manager_takes_a_years_figures_home(driver: Driver) -> None:
    """V4: over the real doors a manager reads the year as JSON, as a file and as a page, where nobody is named; nobody
    else may."""
    citizens = [await driver.citizen() for _ in range(6)]
    for citizen in citizens:
        asking = a_referral(str(uuid4()))
        await driver.accepted("socialpsykiatri-app", "referral", "henvisning.oprettet", citizen, asking)
    async with driver.database("referral") as database:
        await database.execute(
            "UPDATE referrals SET created_at = $2 WHERE citizen_id = ANY($1)",
            [UUID(citizen) for citizen in citizens],
            datetime(YEAR, 3, 1, tzinfo=UTC),
        )
    told = await driver.get("jens", "referral", f"/overviews/{YEAR}")
    assert told.status_code == 200, told.text
    (line,) = [line for line in told.json()["lines"] if line["offer"] == "kraftcenter-traening"]
    assert (line["department"], line["at_least"], line["themes"]) == ("kraftcenter", 5, ["relationer"])
    file = await driver.get("jens", "referral", f"/overviews/{YEAR}.csv")
    assert "Kraftcenter;Kraftcenter, træning;5;Relationer" in file.content.decode("utf-8-sig").splitlines()
    page, same_file = await _as_pages(driver, "jens")
    assert "<td>mindst 5</td><td>Relationer</td>" in page
    assert same_file == file.text
    for citizen in citizens:
        assert citizen not in told.text + file.text + page
    for other in ("mette", "viggo", "kraftcenter-app"):
        assert (await driver.get(other, "referral", f"/overviews/{YEAR}")).status_code == 403


async def _as_pages(driver: Driver, person: str) -> tuple[str, str]:
    """The page and its file, as somebody signs in for them in a browser."""
    pages = driver.endpoints["notifications"]
    async with httpx2.AsyncClient(follow_redirects=True, trust_env=False, timeout=60) as browser:
        pick = await browser.get(f"{pages}/aarsoversigt?aar={YEAR}")
        page = await browser.post(pick.url, data={"person": person})
        assert str(page.url) == f"{pages}/aarsoversigt?aar={YEAR}"
        return page.text, (await browser.get(f"{pages}/aarsoversigt.csv?aar={YEAR}")).text
