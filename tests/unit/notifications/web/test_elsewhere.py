"""What the pages ask of the other services, as the person signed in."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from services.notifications.web.elsewhere import Elsewhere, Taken, Wrong
from services.notifications.web.sessions import Session
from shared.contracts import Refused
from shared.identity import Actor, Forbidden

SESSION = Session("s", "a-token", Actor("anne", frozenset({"coordinator"})), datetime.now(UTC) + timedelta(hours=1))


def _elsewhere(answer: Callable[[httpx2.Request], httpx2.Response]) -> Elsewhere:
    client = httpx2.AsyncClient(transport=httpx2.MockTransport(answer))
    return Elsewhere({"referral": "http://referral.test", "kraftcenter": None}, client)


async def test_a_read_is_made_as_the_person_with_the_purpose_and_its_reason() -> None:
    """V2: the service that is asked decides and logs; Danish letters travel in a header."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["authorization"] == "Bearer a-token"
        assert (request.headers["samspil-purpose"], request.headers["samspil-reason"]) == (
            "noedadgang",
            "Akut%20%C3%B8",
        )
        return httpx2.Response(200, json={"asked": str(request.url)})

    read = await _elsewhere(answer).read(
        "referral",
        "/referrals",
        SESSION,
        query={"state": "open", "overdue": None},
        purpose="noedadgang",
        reason="Akut ø",
    )
    assert read == {"asked": "http://referral.test/referrals?state=open"}


@pytest.mark.parametrize(
    ("status", "raised", "shown"),
    [(403, Forbidden, None), (404, Refused, 404), (422, Refused, 422), (500, Refused, 503), (401, Refused, 503)],
)
async def test_what_cannot_be_read_is_said_in_words_for_people(
    status: int, raised: type[Exception], shown: int | None
) -> None:
    """A page says what it cannot show; the service's own words where they were written for people."""
    elsewhere = _elsewhere(lambda request: httpx2.Response(status, json={"detail": "Ordene."}))
    with pytest.raises(raised) as error:
        await elsewhere.read("referral", "/referrals/1", SESSION)
    if isinstance(error.value, Refused):
        assert (error.value.status, error.value.detail == "Ordene.") == (shown, shown != 503)


async def test_a_service_that_is_away_or_unknown_is_said_to_be_away() -> None:
    """A page survives without the others."""

    def broken(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("away")

    for service in ("referral", "kraftcenter"):
        with pytest.raises(Refused) as error:
            await _elsewhere(broken).read(service, "/courses", SESSION)
        assert error.value.status == 503


async def test_a_list_is_read_to_its_end() -> None:
    """Every item of every page, in order; a cursor goes back as it came."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        later = request.url.params.get("cursor") == "c1"
        return httpx2.Response(200, json={"items": [{"n": 2 if later else 1}], "next": None if later else "c1"})

    assert [item["n"] async for item in _elsewhere(answer).every("referral", "/referrals", SESSION)] == [1, 2]


async def _reported(status: int, body: Any) -> Taken | Wrong:
    def answer(request: httpx2.Request) -> httpx2.Response:
        event = json.loads(request.content)
        assert (event["source"], event["specversion"], event["id"]) == ("urn:samspil:web", "1.0", "an-id")
        assert request.headers["content-type"] == "application/cloudevents+json"
        return httpx2.Response(status, json=body)

    return await _elsewhere(answer).report("referral", {"id": "an-id", "type": "t", "data": {}}, SESSION)


async def test_a_report_is_taken_waits_or_is_wrong_field_by_field() -> None:
    """Bad input: a Danish sentence beside its field; a form sent twice is one report."""
    receipt = {"receipt_id": "r", "status": "waiting", "hints": ["Overvej først …"]}
    assert await _reported(202, receipt) == Taken("r", waiting=True, hints=("Overvej først …",))
    errors = [{"pointer": "/data/reason", "detail": "Grunden mangler."}]
    assert await _reported(422, {"detail": "Forkert.", "errors": errors}) == Wrong(
        "Forkert.", {"/data/reason": "Grunden mangler."}
    )
    assert await _reported(409, {"detail": "Kendt."}) == Wrong("Kendt.", known=True)


@pytest.mark.parametrize(
    ("happens", "kept"),
    [
        (httpx2.ConnectError("x"), False),
        (httpx2.ConnectTimeout("x"), False),
        (httpx2.PoolTimeout("x"), False),
        (httpx2.ReadTimeout("x"), None),
        (httpx2.WriteError("x"), None),
        (httpx2.RemoteProtocolError("x"), None),
        (401, False),
        (500, None),
        (503, None),
    ],
    ids=["unreachable", "slow-to-connect", "busy", "slow", "broken-off", "garbled", "401", "500", "503"],
)
async def test_nothing_is_kept_is_said_only_where_that_is_known(happens: Exception | int, kept: bool | None) -> None:
    """People: what got no answer may have been taken; sent again as it is, it counts once (N2)."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        if isinstance(happens, Exception):
            raise happens
        return httpx2.Response(happens, json={})

    there = _elsewhere(answer)
    for asked in (
        there.report("referral", {"id": "an-id", "type": "t", "data": {}}, SESSION),
        there.send("referral", "POST", "/citizens", SESSION, json={}),
    ):
        with pytest.raises(Refused) as error:
            await asked
        said = error.value.detail
        assert (error.value.status, "Intet er gemt" in said, "Vi ved ikke" in said) == (
            503,
            kept is False,
            kept is None,
        )
