"""The operator's pages: what is normal, what is not, what to do; dead letters run again; any loop by its id."""

import json
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from services.notifications.web.flow import age, receivers_part, service_part
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.operating import BEGAN, CALM, a_letter, a_receiver, a_step

PAGES = ("/drift", "/drift/nu", "/drift/fejl", "/drift/sag", f"/drift/sag/{UUID(int=0)}")


@pytest.mark.parametrize(
    ("disturbed", "what"),
    [
        ({"outbox": 9, "outbox_age": 11.0}, "sendt til Kafka"),
        ({"waiting": 2, "waiting_age": 1000.0}, "ikke har hørt om"),
        ({"dead_letters": 1}, "Kunne ikke behandles"),
        ({"late": 1, "late_by": 90.0}, "Frister"),
        ({"topics": [{"name": "kraftcenter.events", "lag": 5000, "read": 0.0, "sent": None}]}, "kraftcenter.events"),
    ],
)
def test_each_number_that_is_not_normal_says_what_to_do(disturbed: dict[str, Any], what: str) -> None:
    """Operations: calm asks nothing; one number out of order is one row with words, and the others stay calm."""
    assert service_part("x", CALM).faults == 0
    wrong = [row for row in service_part("x", {**CALM, **disturbed}).rows if row.do]
    assert len(wrong) == 1
    assert what in wrong[0].what


@pytest.mark.parametrize(
    "disturbed",
    [{"circuit": "open"}, {"queued": 4, "oldest": 400.0}, {"given_up": 1}, {"disabled_at": "2026-11-23T08:00:00Z"}],
)
def test_a_receiver_that_fails_is_seen(disturbed: dict[str, Any]) -> None:
    """Operations: a circuit that is open, a queue that stands, what was given up, and a receiver that said no more."""
    assert receivers_part([a_receiver()], BEGAN).faults == 0
    assert receivers_part([a_receiver(**disturbed)], BEGAN).faults == 1


def test_ages_are_written_as_people_do() -> None:
    """Operations: as exact as matters."""
    written = [age(s) for s in (0.04, 9.96, 59, 61, 3600, 90000, 200000)]
    assert written == ["0,0 s", "10 s", "59 s", "1 min", "1 time", "25 timer", "2 døgn"]


async def test_a_service_that_does_not_answer_is_said_and_the_others_are_shown(visitor: Visitor) -> None:
    """Operations: the page survives without the others; each is asked with the operator's own token."""
    asked: list[httpx2.Request] = []

    def referral(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, json={**CALM, "service": "referral", "outbox": 12, "outbox_age": 60.0})

    visitor.stand.referral = referral
    page = (await visitor.sign_in("drift")).text
    assert "2 tal er ikke, som de skal være" in page  # the outbox, and kraftcenter that nobody has told of
    assert "12, ældste 1 min" in page
    assert page.count("Tjenesten svarer ikke") == 1
    assert {(request.url.path, request.headers["authorization"][:9]) for request in asked} == {
        ("/operations", "Bearer ey")
    }
    part = await visitor.get("/drift/nu")
    assert "<html" not in part.text
    assert "12, ældste 1 min" in part.text


async def test_a_dead_letter_is_run_again_with_one_button(visitor: Visitor) -> None:
    """Operations: the reason, the trace and how much is held; run again it is gone, and what fails again stays."""
    operations = visitor.stand.operations
    operations.held, operations.broken = [a_letter(7), a_letter(9, held=1)], {9}
    page = await visitor.sign_in("drift", at="/drift/fejl")
    assert "ValueError@telling.py:88" in page.text
    assert "http://traces.test/zipkin/traces/4bf92f" in page.text
    proof = await _proof(visitor)
    answer = await visitor.post("/drift/fejl/notifications", {"bevis": proof, "nummer": "7"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/drift/fejl?behandlet=3&igen=0")
    answer = await visitor.post("/drift/fejl/notifications", {"bevis": proof})
    assert answer.headers["location"] == "/drift/fejl?behandlet=0&igen=1"
    shown = (await visitor.get(answer.headers["location"])).text
    assert "0 hændelser er behandlet. 1 kunne stadig ikke" in shown
    assert [letter["number"] for letter in operations.held] == [9]


async def test_another_services_are_run_again_there(visitor: Visitor) -> None:
    """Operations: with the operator's own token, and only the one that was asked for."""
    asked: list[tuple[str, Any]] = []

    def referral(request: httpx2.Request) -> httpx2.Response:
        asked.append((f"{request.method} {request.url.path}", json.loads(request.content or b"null")))
        return httpx2.Response(200, json={"handled": 4, "stopped": 0, "items": [], "next": None})

    visitor.stand.referral = referral
    await visitor.sign_in("drift", at="/drift/sag")
    answer = await visitor.post("/drift/fejl/referral", {"bevis": await _proof(visitor), "nummer": "5"})
    assert answer.headers["location"] == "/drift/fejl?behandlet=4&igen=0"
    assert ("POST /dead-letters/replay", {"number": 5}) in asked


async def test_a_loop_is_found_by_its_id_and_shows_nobody(visitor: Visitor) -> None:
    """Operations: types, times, services, delays and traces; no citizen, and so no look at one."""
    loop = uuid4()
    visitor.stand.operations.loops[loop] = [
        a_step("henvisning.oprettet", 0, told=0.042),
        a_step("henvisning.accepteret", 2.5, told=0.018),
        a_step("indsats.startet", 3600 * 5, "kraftcenter"),
    ]
    await visitor.sign_in("drift", at="/drift/sag")
    proof = await _proof(visitor)
    wrong = await visitor.post("/drift/sag", {"bevis": proof, "id": "<b>nej"})
    assert wrong.status_code == 422
    assert 'value="&lt;b&gt;nej"' in wrong.text
    nobody = await visitor.post("/drift/sag", {"bevis": proof, "id": str(uuid4())})
    assert "Ingen sag blev fundet" in nobody.text
    found = await visitor.post("/drift/sag", {"bevis": proof, "id": f" {loop} "})
    page = (await visitor.get(found.headers["location"])).text
    for words in ("Begyndte", "3 hændelser over 5 timer", "efter 42 ms", "2,5 s efter den før", "kraftcenter"):
        assert words in page
    assert page.count("/zipkin/traces/") == 3
    assert "ingen fik besked" in page


@pytest.mark.parametrize("username", ["anne", "henrik", "viggo"])
async def test_the_pages_are_for_operations_alone(visitor: Visitor, username: str) -> None:
    """Operations: to everybody else they are closed, reading and acting, and no link leads there."""
    home = await visitor.sign_in(username)
    assert "/drift" not in home.text
    assert {(await visitor.get(page)).status_code for page in PAGES} == {403}
    proof = await visitor.proof()
    for path in ("/drift/fejl/notifications", "/drift/sag"):
        assert (await visitor.post(path, {"bevis": proof})).status_code == 403


async def test_without_proof_nothing_is_run_again(visitor: Visitor) -> None:
    """OWASP (CSRF): another site's form runs nothing again."""
    visitor.stand.operations.held = [a_letter()]
    await visitor.sign_in("drift")
    assert (await visitor.post("/drift/fejl/notifications", {})).status_code == 403
    assert visitor.stand.operations.held


async def _proof(visitor: Visitor) -> str:
    text = (await visitor.get("/drift/sag")).text
    return text.split('name="bevis" value="')[1].split('"')[0]
