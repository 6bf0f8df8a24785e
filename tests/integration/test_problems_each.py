"""Each kind of problem, provoked on the real services; a kind that nobody provokes fails here."""

import re
from html import unescape
from uuid import uuid4

import pytest

from shared.http.problem_types import PROBLEM_TYPES
from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.story import SOCIAL, Story
from tests.integration.wrongs import PROVOKED, SECRET

NOT_ON_A_HEALTHY_STACK = {
    "internal": "a fault of ours: a healthy service has none to provoke; tests/unit/http/test_problems.py makes one",
    "too-slow": "takes its time: security/test_slow.py waits for it",
    "unavailable": "comes while a database, issuer or network is away; tests/unit/http/test_problems.py does that",
}
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DANISH = re.compile(
    r"\b(?:er|ikke|kan|kun|skal|har|findes|en|et|den|det|til|hos|for|med|af|end|mangler)\b", re.IGNORECASE
)
_ENGLISH = re.compile(r"\b(?:the|is|not|must|should|invalid|missing|error)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
async def story(driver: Driver) -> Story:
    """A referral from socialpsykiatri to kraftcenter, which nobody has answered."""
    told = Story(driver, await driver.citizen())
    await told.ask()
    return told


def test_every_problem_is_provoked_or_says_why_not() -> None:
    """Problems: a new kind needs a request here that is answered with it."""
    assert set(PROVOKED) | set(NOT_ON_A_HEALTHY_STACK) == set(PROBLEM_TYPES)
    assert not set(PROVOKED) & set(NOT_ON_A_HEALTHY_STACK)


@pytest.mark.parametrize("slug", PROVOKED)
async def test_each_is_told_in_danish_with_its_page_and_repeats_nothing(
    driver: Driver, story: Story, slug: str
) -> None:
    """Problems: type, status, Danish words, trace and field; nothing of what was sent; a page at the type's address."""
    answer, sent, pointer = await PROVOKED[slug](driver, story)
    kind = PROBLEM_TYPES[slug]
    assert (answer.status_code, answer.headers["content-type"]) == (kind.status, "application/problem+json"), (
        answer.text
    )
    problem = answer.json()
    assert (problem["type"], problem["status"], problem["title"]) == (f"/problems/{slug}", kind.status, kind.title)
    assert re.fullmatch(r"[0-9a-f]{32}", problem["trace_id"])
    details = [problem["detail"], *(error["detail"] for error in problem.get("errors", ()))]
    assert all(_DANISH.search(detail) and not _ENGLISH.search(detail) and detail[-1] == "." for detail in details)
    if pointer is not None:
        assert pointer in [error["pointer"] for error in problem["errors"]]
    told = answer.text + str(answer.headers)
    assert [
        value for value in {*_ID.findall(sent), SECRET, SECRET[:20], "0101701234", "010170-1234"} if value in told
    ] == []
    assert ("legal_moves" in problem) is (slug == "illegal-move")
    if kind.status in (429, 503):
        assert int(answer.headers["Retry-After"]) >= 1

    address = f"{answer.url.scheme}://{answer.url.netloc.decode()}{problem['type']}"
    page = await driver.client.get(address)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert kind.title in unescape(page.text)
    assert kind.explanation in unescape(page.text)


async def test_in_a_batch_each_is_refused_on_its_own(driver: Driver, story: Story) -> None:
    """Problems: what is wrong with one of many is told at its place, with the fields, and repeats nothing."""
    good = an_event(SOCIAL, "henvisning.oprettet", story.citizen, a_referral(str(uuid4())))
    bad = [
        {**good, "time": "2026-11-22T10:00:00", "id": str(uuid4())},
        {**good, "data": {**good["data"], "priority": SECRET}, "id": str(uuid4())},
        {"specversion": SECRET},
    ]
    answers = await driver.batch(SOCIAL, "referral", [good, *bad])
    assert [answer["status"] for answer in answers] == ["accepted", "refused", "refused", "refused"]
    pointers = [{error["pointer"] for error in answer["errors"]} for answer in answers[1:]]
    assert "/time" in pointers[0]
    assert "/data/priority" in pointers[1]
    assert "/specversion" in pointers[2]
    assert SECRET not in str(answers)
