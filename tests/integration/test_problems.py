"""Every refusal is a problem that names the field and never repeats what was sent."""

import json
from typing import Any, NamedTuple
from uuid import uuid4

import httpx2
import pytest

from shared.http.problem_types import PROBLEM_TYPES
from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.story import KRAFT, SOCIAL, Story

SECRET = "hemmeligt-0101701234-ønske"
_STRUCTURED = "application/cloudevents+json"


class Case(NamedTuple):
    """What is changed in a good report (of `to` data, above it attributes) and what it is answered."""

    name: str
    attributes: dict[str, Any]
    data: dict[str, Any]
    status: int
    type: str
    pointer: str


CASES = [
    Case("unknown type", {"type": "dk.samspil.0101701234.v1"}, {}, 422, "unknown-type", "/type"),
    Case("another service's type", {"type": "dk.samspil.indsats.startet.v1"}, {}, 422, "wrong-service", "/type"),
    Case("one only Samspil makes", {"type": "dk.samspil.henvisning.ivaerksat.v1"}, {}, 422, "not-reportable", "/type"),
    Case("another's source", {"source": f"urn:samspil:app:{KRAFT}"}, {}, 403, "wrong-source", "/source"),
    Case("a source of one's own making", {"source": "urn:0101701234"}, {}, 403, "wrong-source", "/source"),
    Case("an id that is none", {"id": SECRET}, {}, 422, "invalid-event", "/id"),
    Case("a subject that is none", {"subject": SECRET}, {}, 422, "invalid-event", "/subject"),
    Case("a time without zone", {"time": "2026-11-22T10:00:00"}, {}, 422, "invalid-event", "/time"),
    Case("an old version", {"specversion": SECRET}, {}, 422, "invalid-event", "/specversion"),
    Case("data that are none", {"data": SECRET}, {}, 422, "invalid-event", "/data"),
    Case("an unknown field", {}, {"unknown": SECRET}, 422, "invalid-data", "/data/unknown"),
    Case("a field named in words", {}, {SECRET: 1}, 422, "invalid-data", "/data"),
    Case("words for an id", {}, {"referral_id": SECRET}, 422, "invalid-data", "/data/referral_id"),
    Case("words for a code", {}, {"priority": SECRET}, 422, "invalid-data", "/data/priority"),
    Case("words for a theme", {}, {"themes": [SECRET]}, 422, "invalid-data", "/data/themes/0"),
    Case("words for an offer", {}, {"offer": SECRET}, 422, "invalid-data", "/data/offer"),
    Case("what Samspil fills in", {}, {"answer_due": "2026-11-22T10:00:00Z"}, 422, "invalid-data", "/data/answer_due"),
    Case(
        "private words elsewhere",
        {},
        {"private": {"diagnosis": SECRET}},
        422,
        "invalid-data",
        "/data/private/diagnosis",
    ),
    Case("another law", {}, {"legal_basis": "SEL-85"}, 422, "invalid-data", "/data/legal_basis"),
    Case("an offer not open to one", {}, {"offer": "peer-gruppe"}, 422, "not-allowed", "/data/offer"),
    Case("another department", {}, {"from_department": "sel82"}, 403, "wrong-department", "/data/from_department"),
]


def _checked(answer: httpx2.Response, status: int, type_: str) -> dict[str, Any]:
    """The problem, after what is true of all of them."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    problem: dict[str, Any] = answer.json()
    assert problem["type"] == f"/problems/{type_}"
    assert problem["status"] == status
    assert problem["title"] == PROBLEM_TYPES[type_].title
    assert problem["detail"]
    assert len(problem["trace_id"]) == 32
    assert SECRET not in answer.text
    assert "0101701234" not in answer.text
    return problem


@pytest.fixture(scope="module")
async def citizen(driver: Driver) -> str:
    return await driver.citizen()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
async def test_a_bad_report_is_told_which_field_and_why(driver: Driver, citizen: str, case: Case) -> None:
    """Problems: the status, the type, the pointer of the field, a trace id, and nothing of what was sent."""
    data = {**a_referral(str(uuid4())), **case.data}
    event = {**an_event(SOCIAL, "henvisning.oprettet", citizen, data), **case.attributes}
    answer = await _post(driver, json.dumps(event).encode(), Content_Type=_STRUCTURED)
    problem = _checked(answer, case.status, case.type)
    assert case.pointer in [error["pointer"] for error in problem["errors"]]
    assert all(error["detail"] for error in problem["errors"])


async def test_the_owner_of_another_services_type_is_named(driver: Driver, citizen: str) -> None:
    """Reports: a type that another service owns is 422 naming the owner, at every service."""
    for service, type_, owner in (
        ("referral", "indsats.startet", "kraftcenter"),
        ("kraftcenter", "paaroerende.udpeget", "notifications"),
        ("notifications", "henvisning.oprettet", "referral"),
    ):
        answer = await driver.report(SOCIAL, service, type_, citizen, {})
        problem = _checked(answer, 422, "wrong-service")
        assert owner in problem["detail"]


async def test_a_citizen_nobody_knows(driver: Driver) -> None:
    """Reports: referral owns the index, so it says at once that it does not know the subject."""
    answer = await driver.report(SOCIAL, "referral", "henvisning.oprettet", str(uuid4()), a_referral(str(uuid4())))
    problem = _checked(answer, 422, "unknown-citizen")
    assert problem["errors"][0]["pointer"] == "/subject"


async def test_what_this_service_should_know_and_does_not(driver: Driver) -> None:
    """Reports: an id of the service's own that it does not know is 422, at its field."""
    story = await Story(driver, await driver.citizen()).under_way()
    said = {"referral_id": str(uuid4()), "by_department": "kraftcenter"}
    answer = await driver.report(KRAFT, "referral", "henvisning.accepteret", story.citizen, said)
    problem = _checked(answer, 422, "unknown-reference")
    assert problem["errors"][0]["pointer"] == "/data/referral_id"
    assert said["referral_id"] not in answer.text


async def test_an_illegal_move_names_the_legal_ones(driver: Driver) -> None:
    """R2, R3: what the state does not allow is refused with what it does; a rejection without a reason is no report."""
    story = Story(driver, await driver.citizen())
    await story.ask()
    said = {"referral_id": story.referral, "by_department": "socialpsykiatri"}
    problem = _checked(
        await driver.report(SOCIAL, "referral", "henvisning.accepteret", story.citizen, said), 422, "illegal-move"
    )
    erred = "dk.samspil.henvisning.fejlregistreret.v1"
    assert problem["legal_moves"] == ["dk.samspil.henvisning.annulleret.v1", erred]
    said = {"referral_id": story.referral, "by_department": "kraftcenter"}
    problem = _checked(
        await driver.report(KRAFT, "referral", "henvisning.afvist", story.citizen, said), 422, "invalid-data"
    )
    assert problem["errors"][0]["pointer"] == "/data/reason"
    await driver.accepted(KRAFT, "referral", "henvisning.afvist", story.citizen, {**said, "reason": "no_capacity"})
    problem = _checked(
        await driver.report(KRAFT, "referral", "henvisning.accepteret", story.citizen, said), 422, "illegal-move"
    )
    assert problem["legal_moves"] == [erred]


async def _post(driver: Driver, body: bytes, *, sender: str | None = SOCIAL, **headers: str) -> httpx2.Response:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    signed = {} if sender is None else await driver.bearer(sender)
    return await driver.client.post(f"{driver.endpoints['referral']}/events", content=body, headers={**signed, **given})


async def test_what_cannot_be_read_at_all(driver: Driver, citizen: str) -> None:
    """Problems: no JSON, another media type, too much of it."""
    good = an_event(SOCIAL, "henvisning.oprettet", citizen, a_referral(str(uuid4())))
    _checked(await _post(driver, SECRET.encode(), Content_Type=_STRUCTURED), 422, "unreadable")
    _checked(await _post(driver, b"[1]", Content_Type=_STRUCTURED), 422, "unreadable")
    _checked(await _post(driver, b"{}", Content_Type="application/cloudevents-batch+json"), 422, "unreadable")
    _checked(await _post(driver, SECRET.encode(), Content_Type="text/plain"), 415, "unsupported-media-type")
    _checked(
        await _post(driver, json.dumps(good).encode(), Content_Type="application/json"), 415, "unsupported-media-type"
    )
    long = json.dumps({**good, "data": {**good["data"], "private": {"note": SECRET * 4_000}}}).encode()
    _checked(await _post(driver, long, Content_Type=_STRUCTURED), 413, "too-large")
    batch = b"[" + b" " * (1024 * 1024) + b"]"
    _checked(await _post(driver, batch, Content_Type="application/cloudevents-batch+json"), 413, "too-large")


async def test_who_sends_it(driver: Driver, citizen: str) -> None:
    """Problems: no token or a bad one is 401 and says no more; a role that may not report is 403."""
    body = json.dumps(an_event(SOCIAL, "henvisning.oprettet", citizen, a_referral(str(uuid4())))).encode()
    none = await _post(driver, body, sender=None, Content_Type=_STRUCTURED)
    _checked(none, 401, "unauthenticated")
    assert none.headers["WWW-Authenticate"] == "Bearer"
    bad = await _post(driver, body, sender=None, Content_Type=_STRUCTURED, Authorization=f"Bearer {SECRET[:10]}")
    _checked(bad, 401, "unauthenticated")
    token = (await driver.bearer(SOCIAL))["Authorization"]
    forged = await _post(driver, body, sender=None, Content_Type=_STRUCTURED, Authorization=token[:-6] + "AAAAAA")
    _checked(forged, 401, "unauthenticated")
    _checked(await _post(driver, body, sender="drift", Content_Type=_STRUCTURED), 403, "forbidden")


async def test_what_is_not_there(driver: Driver) -> None:
    """Problems: unknown addresses and ids are 404, a wrong method 405, an id that is none 422."""
    for service in ("referral", "kraftcenter", "notifications"):
        _checked(await driver.get(SOCIAL, service, f"/{SECRET[:9]}"), 404, "not-found")
        _checked(await driver.get(SOCIAL, service, f"/receipts/{uuid4()}"), 404, "not-found")
        _checked(await driver.get(SOCIAL, service, "/receipts/hemmeligt"), 422, "invalid")
        _checked(await driver.get(SOCIAL, service, "/events?x=1"), 405, "method-not-allowed")
    _checked(await driver.get("anne", "notifications", "/inbox?cursor=hemmeligt"), 422, "invalid")


async def test_a_citizen_is_registered_with_a_real_number(driver: Driver) -> None:
    """V1: a number that is none is refused at its field, and stands in no answer."""
    for number in ("0101701234567", "310270-1234", "hemmeligt", ""):
        answer = await driver.client.post(
            f"{driver.endpoints['referral']}/citizens",
            json={"cpr": number, "name": SECRET},
            headers=await driver.bearer(SOCIAL),
        )
        problem = _checked(answer, 422, "invalid")
        assert problem["errors"][0]["pointer"] == "/cpr"
        assert not number or number not in answer.text
