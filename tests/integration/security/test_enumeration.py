"""Who is known here, guessed from how an answer looks or how long it takes."""

import random
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.integration.driver import Driver, a_cpr, an_event
from tests.integration.security.planted import Planted
from tests.integration.story import Story

Ask = Callable[[bool], Awaitable[Any]]
"""Asks once about somebody known (True) or about nobody (False)."""

_SAMPLES = 120
_TELLING = 0.2
"""How far from a coin's throw a guess by time alone may be right: 0 for never told apart, 0.5 for always. With so many
samples chance alone comes to about 0.04; eight milliseconds more on one side to nearly 0.5, also on a busy machine."""


def advantage(known: list[float], nobody: list[float]) -> float:
    """How much better than a coin's throw one could guess who is known from one answer's time (Mann and Whitney)."""
    slower = sum((a > b) + 0.5 * (a == b) for a in known for b in nobody)
    return abs(slower / (len(known) * len(nobody)) - 0.5)


async def _timed(ask: Ask, samples: int = _SAMPLES) -> tuple[list[float], list[float]]:
    """Both kinds in turns of changing order, so that whatever else goes on falls on both alike."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(10):
        await ask(True), await ask(False)
    for _ in range(samples):
        for known in random.sample([True, False], 2):
            began = time.perf_counter()
            await ask(known)
            taken[known].append(time.perf_counter() - began)
    return taken[True], taken[False]


PLACES = [
    ("referral", "/citizens/{citizen_id}"),
    ("referral", "/referrals/{referral_id}"),
    ("kraftcenter", "/citizens/{citizen_id}/goals"),
    ("kraftcenter", "/interventions/{intervention_id}"),
    ("notifications", "/citizens/{citizen_id}/timeline"),
    ("notifications", "/citizens/{citizen_id}/designations"),
]


@pytest.mark.parametrize(("service", "template"), PLACES)
async def test_a_stranger_cannot_tell_who_is_known(
    driver: Driver, planted: Planted, service: str, template: str
) -> None:
    """V1, I1: to a department that is not involved another's id and nobody's id are answered alike, in as long."""
    answers: dict[bool, set[tuple[int, str, str]]] = {True: set(), False: set()}

    async def ask(known: bool) -> None:
        name = template[template.index("{") + 1 : template.index("}")]
        path = template.format(**{name: planted.values[name] if known else str(uuid4())})
        answer = await driver.get("birgit", service, path, Samspil_Purpose="sagsbehandling")
        problem = answer.json()
        answers[known].add((answer.status_code, problem["type"], problem["detail"]))

    known, nobody = await _timed(ask)
    assert answers[True] == answers[False]
    assert advantage(known, nobody) < _TELLING, (statistics.median(known), statistics.median(nobody))


async def test_a_number_tells_a_stranger_nothing(driver: Driver) -> None:
    """V1, I1: a search by CPR number answers alike, in as long, for another department's citizen and for nobody; and as
    nobody it stays."""
    known, citizen = await numbered(driver)
    await Story(driver, citizen).ask()
    nobodys = a_cpr()
    answers: dict[bool, set[tuple[int, str, str]]] = {True: set(), False: set()}

    async def search(who: str, cpr: str) -> httpx2.Response:
        return await driver.client.post(
            f"{driver.endpoints['referral']}/citizens/search", json={"cpr": cpr}, headers=await driver.bearer(who)
        )

    async def ask(theirs: bool) -> None:
        answer = await search("birgit", known if theirs else nobodys)
        answers[theirs].add((answer.status_code, answer.json()["type"], answer.json()["detail"]))

    taken, nothing = await _timed(ask)
    assert answers[True] == answers[False]
    assert {status for status, *_ in answers[True]} == {404}
    assert advantage(taken, nothing) < _TELLING, (statistics.median(taken), statistics.median(nothing))
    assert (await search("mette", known)).json() == {"citizen_id": citizen}


async def numbered(driver: Driver) -> tuple[str, str]:
    """A citizen's number and id."""
    cpr = a_cpr()
    answer = await driver.client.post(
        f"{driver.endpoints['referral']}/citizens",
        json={"cpr": cpr, "name": "Prøve Person"},
        headers=await driver.bearer("socialpsykiatri-app"),
    )
    return cpr, str(answer.json()["citizen_id"])


async def test_the_check_sees_a_moment_more(driver: Driver, planted: Planted) -> None:
    """V1: the check above can fail: with a moment more for those who are known, a guess is nearly always right."""

    async def ask(known: bool) -> None:
        answer = await driver.get("birgit", "referral", f"/referrals/{uuid4()}")
        assert answer.status_code == 404
        if known:
            time.sleep(0.008)  # noqa: ASYNC251 (planted)

    assert advantage(*await _timed(ask)) > _TELLING


async def test_the_knowledge_box_answers_alike(driver: Driver) -> None:
    """P4: handing in takes as long and is answered the same, whether the person is known or not."""
    answers: set[tuple[int, str]] = set()

    async def ask(known: bool) -> None:
        about = "Prøve Person" if known else f"Ingen {random.randint(10, 99)}"  # noqa: S311 (as long, about nobody)
        answer = await driver.client.post(
            f"{driver.endpoints['notifications']}/knowledge",
            json={"about": about, "words": "Et ord."},
            headers={"X-Forwarded-For": f"198.18.{random.randint(0, 250)}.{random.randint(1, 250)}"},  # noqa: S311
        )
        answers.add((answer.status_code, answer.text))

    # Few, as strangers may not hand in more a minute: what chance alone may do is wider, too.
    await driver.citizen()
    assert advantage(*await _timed(ask, 15)) < 0.4
    assert {status for status, _ in answers} <= {202, 429}
    assert len({text for status, text in answers if status == 202}) == 1


async def test_a_preview_tells_a_stranger_nothing(driver: Driver, planted: Planted) -> None:
    """P3, I1: what a stranger may not send is not previewed either, and says no more of somebody than of nobody."""
    answers: dict[bool, set[tuple[int, str]]] = {True: set(), False: set()}

    async def ask(known: bool) -> None:
        referral = planted.values["referral_id"] if known else str(uuid4())
        said = {"referral_id": referral, "reason": "moved", "by": "sender"}
        subject = planted.values["citizen_id"]
        answer = await driver.client.post(
            f"{driver.endpoints['notifications']}/preview",
            json=an_event("sel82-app", "henvisning.annulleret", subject, said),
            headers={**await driver.bearer("sel82-app"), "Content-Type": "application/cloudevents+json"},
        )
        answers[known].add((answer.status_code, answer.json()["type"]))

    known, nobody = await _timed(ask)
    assert answers[True] == answers[False]
    assert advantage(known, nobody) < _TELLING
