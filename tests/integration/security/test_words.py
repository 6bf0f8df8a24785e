"""Script in every field that takes words: shown as words on every page, and never in a header."""

import asyncio
import inspect
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.integration.driver import Driver, a_cpr
from tests.integration.security.browsing import browser
from tests.integration.security.routes import address, routes
from tests.integration.story import RELATIVES, Story, demo_citizen, until

WICKED = """"'></textarea><script>alert(8)</script><img src=x onerror=alert(8)>{{7919*7907}}"""
SPLIT = "x\r\nSet-Cookie: wicked=1\r\n\r\n<script>alert(8)</script>"
READERS = ("anne", "henrik", "mette", "lars", "lone", "viggo", "ellen", "drift")


def test_the_check_sees_what_is_not_escaped() -> None:
    """OWASP (injection): the check below can fail, for each of the ways in."""
    assert dangers(f"<p>{WICKED}</p>", []) == {"script", "element"}
    assert dangers("<p>62615533</p>", []) == {"template"}
    assert dangers("", [("set-cookie", "wicked=1")]) == {"header"}
    assert dangers("&lt;script&gt;alert(8)", [("location", "/a?b=%0d%0aSet-Cookie:%20wicked=1")]) == set()


def dangers(text: str, headers: list[tuple[str, str]]) -> set[str]:
    found = {
        "script": "<script>alert(8)" in text,
        "element": "<img src=x" in text,
        "template": str(7919 * 7907) in text,
        "header": any("wicked" in value and name.lower() == "set-cookie" for name, value in headers),
    }
    return {name for name, there in found.items() if there}


@pytest.fixture(scope="module")
async def wicked(driver: Driver) -> dict[str, str]:
    """A citizen with script in every field there is; ids by the names of parameters."""
    bearer = await driver.bearer("socialpsykiatri-app")
    said = {"cpr": a_cpr(), "name": WICKED[:380]}
    made = await driver.client.post(f"{driver.endpoints['referral']}/citizens", json=said, headers=bearer)
    story = Story(driver, made.json()["citizen_id"])
    await _live_through(story)
    await _designated(driver, story.citizen, REACHED_BY)
    knowledge = await _knowledge(driver, story)
    reason = {"Samspil-Purpose": "noedadgang", "Samspil-Reason": quote(WICKED)}
    await driver.get("birgit", "referral", f"/citizens/{story.citizen}", **reason)
    # The one citizen who can sign in has some of it as well.
    own = Story(driver, demo_citizen(driver.endpoints))
    await _live_through(own)
    return {
        "citizen_id": story.citizen,
        "borger": story.citizen,
        "referral_id": story.referral,
        "intervention_id": story.intervention,
        "knowledge_id": knowledge,
    }


REACHED_BY = {"name": WICKED, "email": "a@example.invalid", "phone": WICKED[:40]}


async def _live_through(story: Story) -> None:
    await story.ask(private={"note": WICKED})
    await story.accept()
    await story.start()
    await story.set_goal()
    await story.agree()
    await story.reach(private={"citizen_words": WICKED})


async def _designated(driver: Driver, citizen: str, contact: dict[str, str]) -> None:
    said = {
        "designation_id": str(uuid4()),
        "relation": "friend",
        "may_know": ["dk.samspil.delmaal.naaet.v1"],
        "channels": ["inbox"],
        "private": {"contact": contact},
    }
    answer = await driver.report(RELATIVES, "notifications", "paaroerende.udpeget", citizen, said)
    assert answer.status_code in (202, 422), answer.text


async def _knowledge(driver: Driver, story: Story) -> str:
    """Two hand-ins of the same: one is matched, the other stays in the box."""
    url = driver.endpoints["notifications"]
    bearer = await driver.bearer("lone")
    words = {"about": WICKED, "words": WICKED, "contact": WICKED}
    # The box shows the oldest first: what others have left there would stand before these.
    for item in (await driver.client.get(f"{url}/knowledge?limit=200", headers=bearer)).json()["items"]:
        await driver.client.delete(f"{url}/knowledge/{item['knowledge_id']}", headers=bearer)
    for _ in range(2):
        handed = await driver.client.post(f"{url}/knowledge", json=words)
        if handed.status_code == 429:
            await asyncio.sleep(float(handed.headers["Retry-After"]))
            handed = await driver.client.post(f"{url}/knowledge", json=words)
        assert handed.status_code == 202
    listed = (await driver.client.get(f"{url}/knowledge?limit=200", headers=bearer)).json()["items"]
    mine = [item["knowledge_id"] for item in listed if item["about"] == WICKED]

    async def matched() -> bool:
        answer = await driver.client.post(
            f"{url}/knowledge/{mine[0]}/match", json={"citizen_id": story.citizen}, headers=bearer
        )
        return answer.status_code == 204

    await until(matched)
    return str(mine[0])


async def test_script_is_shown_as_words_on_every_page_and_stands_in_no_header(
    driver: Driver, wicked: dict[str, str]
) -> None:
    """OWASP (injection): stored or sent in the address, on every page there is, for every kind of reader."""
    found: list[str] = []
    harmless: set[str] = set()

    def judge(who: str, route: str, answer: Any) -> None:
        headers = list(answer.headers.multi_items())
        found.extend(f"{who} {route}: {danger}" for danger in dangers(answer.text, headers))
        if answer.status_code >= 500:
            found.append(f"{who} {route}: {answer.status_code}")
        if "&lt;script&gt;alert(8)" in answer.text:
            harmless.add(route)

    for who in READERS:
        async with browser(driver.endpoints["notifications"], who) as page:
            for route in routes("GET"):
                asked = [name for name in inspect.signature(route.endpoint).parameters if name not in _NO_QUERY]
                judge(who, route.path, await page.get(address(route, wicked, str(uuid4()))))
                judge(who, route.path, await page.get(address(route, {}, WICKED)))
                for name in asked:
                    if name in wicked:
                        judge(who, route.path, await page.get(address(route, wicked, "x"), **{name: wicked[name]}))
                    judge(who, route.path, await page.get(address(route, wicked, "x"), **{name: WICKED + SPLIT}))
    assert found == []
    # Words that are shown nowhere could not do any harm either: these pages do show them.
    assert harmless >= {"/indbakke", "/viden/modtaget", "/viden/{knowledge_id}"}


_NO_QUERY = {"request", "session", "response"}


async def test_what_was_written_comes_back_as_words(driver: Driver) -> None:
    """OWASP (injection): a form that keeps what was written keeps it as words."""
    async with browser(driver.endpoints["notifications"]) as page:
        proof = await page.proof()
        answer = await page.post("/viden", om=WICKED, ord="", kontakt=WICKED, bevis=proof)
        assert answer.status_code == 422
        assert "&lt;script&gt;alert(8)" in answer.text
        assert dangers(answer.text, list(answer.headers.multi_items())) == set()


@pytest.mark.parametrize(
    "email",
    [
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\nSubject: x",
        "a@example.org, b@example.org",
        "a@example.org\x00",
        "A <a@example.org>",
        '"a\r\nb"@example.org',
        "a@example.org>\r\nDATA",
    ],
    ids=ascii,
)
async def test_an_address_is_one_address(driver: Driver, email: str) -> None:
    """OWASP (injection), N1: no address brings a header, a second recipient or a command of its own into a mail."""
    said = {
        "designation_id": str(uuid4()),
        "relation": "friend",
        "may_know": [],
        "channels": ["mail"],
        "private": {"contact": {"name": "A\r\nBcc: c@example.org", "email": email}},
    }
    citizen = await driver.citizen()
    answer = await driver.report(RELATIVES, "notifications", "paaroerende.udpeget", citizen, said)
    assert answer.status_code == 422, answer.text
    assert "/data/private/contact/email" in {error["pointer"] for error in answer.json()["errors"]}


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "/indbakke@evil.example", SPLIT, "/log-ud"]
)
async def test_signing_in_leads_to_our_own_pages_alone(driver: Driver, target: str) -> None:
    """OWASP (open redirect): whatever the address asks for, after sign-in one stands in the inbox."""
    at = driver.endpoints["notifications"]
    async with browser(at) as page:
        pick = await page.client.get(f"{at}/log-ind", params={"videre": target}, follow_redirects=True)
        back = await page.client.post(pick.url, data={"person": "anne"})
        assert back.headers["location"].startswith(f"{at}/log-ind/svar?")
        answered = await page.client.get(back.headers["location"])
        assert answered.headers["location"] == "/indbakke"
