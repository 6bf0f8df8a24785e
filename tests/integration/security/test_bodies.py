"""Bodies that nobody sends by accident: huge, deep, of endless numbers, with bytes that are no text."""

import json
import random
from uuid import UUID, uuid4

import pytest

from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.security.planted import Planted
from tests.integration.story import SOCIAL

_STRUCTURED = "application/cloudevents+json"
_TAKERS = [
    ("referral", "/events", _STRUCTURED),
    ("referral", "/citizens", "application/json"),
    ("kraftcenter", "/events", _STRUCTURED),
    ("notifications", "/events", _STRUCTURED),
    ("notifications", "/events", "application/cloudevents-batch+json"),
    ("notifications", "/preview", _STRUCTURED),
    ("notifications", f"/apps/{SOCIAL}/webhook", "application/json"),
]
_BODIES = {
    "too large": b" " * (1024 * 1024 + 1),
    "deep list": b"[" * 60_000,
    "deep object": b'{"a":' * 12_000 + b"1" + b"}" * 12_000,
    "deep list, whole": b"[" * 30_000 + b"]" * 30_000,
    "endless number": b'{"specversion": 1' + b"0" * 50_000 + b"}",
    "no number": b'{"specversion": NaN, "id": Infinity, "time": 1e999999}',
    "no text": b'{"id": "\xff\xfe\xc0\x80"}',
    "half a surrogate": rb'{"id": "\ud800", "subject": "\udfff", "type": "\ud83d"}',
    "the same key again": b'{"id": "1", "id": "2"}',
    "null": b"null",
    "a list of nulls": b"[null, null]",
    "nothing": b"",
    "NUL": b"\x00" * 100,
}


@pytest.mark.parametrize("what", _BODIES)
async def test_no_body_is_a_fault_of_ours(driver: Driver, what: str) -> None:
    """Interface, OWASP: refused as a problem with a status of the sender's, and nothing of it is repeated."""
    for service, path, content_type in _TAKERS:
        answer = await driver.client.request(
            "PUT" if path.endswith("webhook") else "POST",
            driver.endpoints[service] + path,
            content=_BODIES[what],
            headers={**await driver.bearer(SOCIAL), "Content-Type": content_type},
        )
        if answer.status_code == 202:  # a batch, each refused on its own
            assert {each["status"] for each in answer.json()} == {"refused"}, (service, path)
            continue
        assert answer.status_code in (400, 413, 415, 422), (service, path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json", (service, path)


@pytest.mark.parametrize("character", ["\x00", "\ud800", "\x1b", "\u202e"], ids=ascii)
async def test_words_with_characters_that_a_database_or_a_terminal_minds(driver: Driver, character: str) -> None:
    """OWASP (injection): NUL, half a surrogate and what steers a terminal are text, or refused; never a fault."""
    citizen = await driver.citizen()
    event = an_event(
        SOCIAL, "henvisning.oprettet", citizen, a_referral(str(uuid4()), private={"note": f"a{character}b"})
    )
    answer = await driver.client.post(
        f"{driver.endpoints['referral']}/events",
        content=json.dumps(event),  # escaped, as JSON may hold any of them
        headers={**await driver.bearer(SOCIAL), "Content-Type": _STRUCTURED},
    )
    assert answer.status_code in (202, 422), answer.text
    if answer.status_code == 202:
        read = await driver.get(SOCIAL, "referral", f"/referrals/{event['data']['referral_id']}")
        assert read.json()["note"] == f"a{character}b"
    said = json.dumps({"about": f"x{character}y", "words": f"z{character}"})
    handed = await driver.client.post(
        f"{driver.endpoints['notifications']}/knowledge",
        content=said,
        headers={"Content-Type": "application/json", "X-Forwarded-For": f"203.0.113.{random.randint(1, 250)}"},  # noqa: S311
    )
    assert handed.status_code in (202, 422, 429), handed.text


_OURS = {
    "answer_due": "2026-01-01T00:00:00Z",
    "next_step_due": "2026-01-01T00:00:00Z",
    "state": "accepted",
    "overdue_level": 3,
    "next_owner": "svr",
    "published": [],
}


@pytest.mark.parametrize("field", _OURS)
async def test_what_only_samspil_sets_cannot_be_sent(driver: Driver, field: str) -> None:
    """OWASP (mass assignment): a field of the answer, or one only Samspil fills in (○), is refused in a report."""
    said = a_referral(str(uuid4()), **{field: _OURS[field]})
    answer = await driver.report(SOCIAL, "referral", "henvisning.oprettet", await driver.citizen(), said)
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid-data"


async def test_attributes_that_only_samspil_sets_are_not_taken_over(driver: Driver) -> None:
    """OWASP (mass assignment): a report that names its own version, cause, loop or department decides none of them."""
    citizen, theirs = await driver.citizen(), str(uuid4())
    attributes = {
        "version": 99,
        "correlationid": theirs,
        "causationid": theirs,
        "registeredtime": "2001-01-01T00:00:00Z",
        "department": "svr",
    }
    referral = str(uuid4())
    answer = await driver.report(SOCIAL, "referral", "henvisning.oprettet", citizen, a_referral(referral), **attributes)
    if answer.status_code == 422:
        return
    assert answer.status_code == 202, answer.text
    seen = (await driver.get(SOCIAL, "referral", f"/referrals/{referral}")).json()
    assert seen["correlationid"] != theirs
    assert seen["from_department"] == "socialpsykiatri"
    receipt = answer.json()
    (event,) = await driver.on_topic("referral.events", {UUID(citizen)})
    assert str(event.id) == receipt["published"][0]["id"]
    assert (event.version, str(event.causationid)) == (1, receipt["event_id"])
    assert event.registeredtime.year > 2001


@pytest.mark.parametrize(
    ("service", "method", "path", "body"),
    [
        ("referral", "POST", "/citizens", {"cpr": "010170-1234", "name": "A", "citizen_id": str(uuid4())}),
        ("notifications", "PUT", f"/apps/{SOCIAL}/webhook", {"url": "https://example.org/", "secret": "whsec_mine"}),
        ("notifications", "PUT", f"/apps/{SOCIAL}/webhook", {"url": "https://example.org/", "app": "svr-app"}),
        ("notifications", "POST", "/knowledge", {"about": "A", "words": "b", "citizen_id": str(uuid4())}),
    ],
)
async def test_unknown_fields_are_refused(
    driver: Driver, planted: Planted, service: str, method: str, path: str, body: dict[str, str]
) -> None:
    """OWASP (mass assignment): what is not asked for is not passed over in silence."""
    answer = await driver.client.request(
        method, driver.endpoints[service] + path, json=body, headers=await driver.bearer(SOCIAL)
    )
    assert answer.status_code in (422, 429), answer.text
