"""The citizen's plan, and what is reported from it."""

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from shared.contracts import Refused
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.others import Other
from tests.unit.notifications.web.records import an_entry
from tests.unit.notifications.web.samples import CITIZEN

STEP, GOAL, START, REFERRAL, COURSE = (str(uuid4()) for _ in range(5))
GOALS = f"/citizens/{CITIZEN}/goals"


def a_goal(state: str = "agreed", **step: Any) -> dict[str, Any]:
    history = [
        {"event_type": "dk.samspil.delmaal.aftalt.v1", "on": "2026-11-01", "informant": None, "citizen_words": None}
    ]
    known = {"sub_goal_id": STEP, "state": state, "target_on": "2026-12-15", "history": history, **step}
    return {"goal_id": GOAL, "themes": ["relationer"], "kind": "develop", "sub_goals": [known]}


def a_course(**more: Any) -> dict[str, Any]:
    return {"course_id": COURSE, "offer": "peer-gruppe", "capacity": 10, "places_free": 2, "session": 0, "sessions": 10,
            "intake": "open", "reason": None, "next_course_id": None, **more}  # fmt: skip


@pytest.fixture
def kraftcenter(visitor: Visitor) -> Other:
    """With one goal under an intervention that runs, one referral and one group."""
    other = Other({GOALS: [a_goal()], "/courses": [a_course()], f"/courses/{COURSE}": a_course()})
    visitor.stand.kraftcenter = other
    asked: dict[str, Any] = {
        "referral_id": REFERRAL,
        "offer": "kraftcenter-hjaelp",
        "to_department": "kraftcenter",
        "origin": "self",
    }
    begun: dict[str, Any] = {"intervention_id": START, "offer": "kraftcenter-hjaelp", "department": "kraftcenter",
             "follow_up_on": "2027-02-01"}  # fmt: skip
    step: dict[str, Any] = {"sub_goal_id": STEP, "goal_id": GOAL, "intervention_id": START}
    visitor.stand.records.entries = [
        an_entry("henvisning.oprettet", **asked),
        an_entry("indsats.startet", **begun),
        an_entry("delmaal.aftalt", **step),
    ]
    return other


async def test_the_plan_shows_goals_help_and_what_was_asked_for(visitor: Visitor, kraftcenter: Other) -> None:
    """G3: in plain words, with the ways on."""
    page = (await visitor.sign_in("viggo", at="/min-plan")).text
    for words in ("Relationer", "Det vil jeg blive bedre til", "Kraftcenter, hjælp", "Venter på svar fra Kraftcenter.",
                  "Der er 2 ledige pladser."):  # fmt: skip
        assert words in page
    for address in (f"/min-plan/delmaal/{STEP}", f"/min-plan/fortryd/{REFERRAL}", f"/min-plan/gruppe/{COURSE}"):
        assert f'href="{address}"' in page


@pytest.mark.parametrize("username", ["anne", "henrik", "ellen"])
async def test_the_pages_are_the_citizens_alone(visitor: Visitor, username: str) -> None:
    """I2: nobody else has such a page, and no link to it."""
    home = await visitor.sign_in(username)
    for path in ("/min-plan", "/hvem-ved-hvad", "/opslag"):
        assert f'href="{path}"' not in home.text
        assert (await visitor.get(path)).status_code == 403
    proof = {"bevis": await visitor.proof(), "trin": "send"}
    assert (await visitor.post("/min-plan/bed-om", proof)).status_code == 403
    assert (await visitor.post("/hvem-ved-hvad/paaroerende/ny", proof)).status_code == 403


async def test_a_plan_without_anything_says_so_and_survives_kraftcenter(visitor: Visitor) -> None:
    """People: empty states in words; what is away is said to be away."""
    visitor.stand.records.citizen_known = False
    page = (await visitor.sign_in("viggo", at="/min-plan")).text
    assert "Der er ingen mål endnu." in page
    visitor.stand.kraftcenter = Other(away=True)
    page = (await visitor.get("/min-plan")).text
    assert "Dine mål kan ikke hentes lige nu." in page
    assert "Der er ikke bedt om noget endnu." in page


async def test_a_sub_goal_is_reported_in_own_words(visitor: Visitor, kraftcenter: Other) -> None:
    """G2, P3: who will know stands on the form; what is sent is the citizen's own, words under `private`."""
    form = await visitor.sign_in("viggo", at=f"/min-plan/delmaal/{STEP}")
    assert "Hvem får besked" in form.text
    data = {"bevis": await visitor.proof(), "id": found(form.text, "id"), "dag": "2026-11-20", "ord": " Jeg gik ud. "}
    done = await visitor.post(f"/min-plan/delmaal/{STEP}", data)
    assert done.status_code == 303, done.text
    (report,) = kraftcenter.reports
    assert (report["id"], report["type"]) == (data["id"], "dk.samspil.delmaal.naaet.v1")
    assert report["data"] == {
        "sub_goal_id": STEP, "goal_id": GOAL, "intervention_id": START, "reached_on": "2026-11-20",
        "informant": "citizen", "private": {"citizen_words": "Jeg gik ud."},
    }  # fmt: skip
    assert "Det er sendt" in (await visitor.get(done.headers["location"])).text


async def test_a_reached_sub_goal_can_be_lost(visitor: Visitor, kraftcenter: Other) -> None:
    """G2: the same page then asks the other question."""
    kraftcenter.answers[GOALS] = [a_goal("reached")]
    form = await visitor.sign_in("viggo", at=f"/min-plan/delmaal/{STEP}")
    assert "<h1>Det går ikke lige nu</h1>" in form.text
    await visitor.post(
        f"/min-plan/delmaal/{STEP}", {"bevis": await visitor.proof(), "dag": "2026-11-20", "gaar": "tabt"}
    )
    assert kraftcenter.reports[0]["type"] == "dk.samspil.delmaal.tabt.v1"


@pytest.mark.parametrize("day", ["", "i går", "2099-01-01"])
async def test_a_day_that_is_none_is_said_beside_the_field(visitor: Visitor, kraftcenter: Other, day: str) -> None:
    """People: 422, a Danish sentence, and what was written kept."""
    await visitor.sign_in("viggo")
    page = await visitor.post(
        f"/min-plan/delmaal/{STEP}", {"bevis": await visitor.proof(), "dag": day, "ord": "Jeg gik ud."}
    )
    assert page.status_code == 422
    assert "Skriv en dag, der har været" in page.text
    assert "Jeg gik ud." in page.text
    assert kraftcenter.reports == []


async def test_a_form_from_elsewhere_changes_nothing(visitor: Visitor, kraftcenter: Other) -> None:
    """Security: without the session's proof 403."""
    await visitor.sign_in("viggo")
    for path in (f"/min-plan/delmaal/{STEP}", f"/min-plan/fortryd/{REFERRAL}", f"/min-plan/gruppe/{COURSE}"):
        assert (await visitor.post(path, {"dag": "2026-11-20", "grund": "other"})).status_code == 403
    assert kraftcenter.reports == []


async def test_asking_goes_by_who_will_know(visitor: Visitor) -> None:
    """R5, P3: an offer with a decision goes to the authority; nothing is sent before it was seen who hears."""
    visitor.stand.referral = referral = Other()
    form = await visitor.sign_in("viggo", at="/min-plan/bed-om")
    assert form.text.count('type="radio"') == 9
    data = {"bevis": await visitor.proof(), "id": found(form.text, "id"), "tilbud": "polaris-gruppe", "ord": "Jeg vil."}
    check = await visitor.post("/min-plan/bed-om", {**data, "trin": "se"})
    assert "Det er en ansøgning." in check.text
    assert "Hvem får besked" in check.text
    assert referral.reports == []
    again = await visitor.post("/min-plan/bed-om", {**data, "trin": "ret"})
    assert re.search(r'value="polaris-gruppe" checked', again.text)
    assert "Jeg vil." in again.text
    done = await visitor.post("/min-plan/bed-om", {**data, "trin": "send"})
    assert done.status_code == 303
    (report,) = referral.reports
    assert report["data"] == {
        "referral_id": data["id"], "to_department": "svr", "offer": "polaris-gruppe", "priority": "routine",
        "themes": [], "origin": "self", "private": {"note": "Jeg vil."},
    }  # fmt: skip


async def test_advice_on_the_receipt_is_shown(visitor: Visitor) -> None:
    """R8: a sentence, after it was sent."""
    visitor.stand.referral = referral = Other()
    referral.receipt["hints"] = ["Et mindre indgribende tilbud er også muligt: ”Peer-gruppeforløb”."]
    page = await visitor.sign_in("viggo", at=f"/min-plan/sendt/referral/{uuid4()}")
    assert "Et mindre indgribende tilbud" in page.text


async def test_a_second_click_ends_where_the_first_does(visitor: Visitor, kraftcenter: Other) -> None:
    """N2: the form's id is the report's: sent twice it is one, and a success is no error."""
    visitor.stand.referral = Other(wrong={"status": 409, "detail": "x"})
    kraftcenter.wrong = {"status": 409, "detail": "x"}
    await visitor.sign_in("viggo")
    proof = await visitor.proof()
    for path, data, done in (
        ("/min-plan/bed-om", {"tilbud": "kraftcenter-hjaelp", "trin": "send"}, "sendt"),
        (f"/min-plan/fortryd/{REFERRAL}", {"grund": "other"}, "fortrudt"),
        (f"/min-plan/delmaal/{STEP}", {"dag": "2026-11-20"}, "sendt"),
    ):
        page = await visitor.post(path, {"bevis": proof, **data})
        assert (page.status_code, page.headers["location"]) == (303, f"/min-plan?gjort={done}")
    assert "Det er sendt." in (await visitor.get("/min-plan?gjort=sendt")).text


async def test_what_was_written_stays_when_a_service_is_away(visitor: Visitor, kraftcenter: Other) -> None:
    """People: the form again with what was written, the problem above it and its status; also without the preview."""
    visitor.stand.referral, kraftcenter.away = Other(away=True), True
    await visitor.sign_in("viggo")
    data = {"bevis": await visitor.proof(), "tilbud": "kraftcenter-hjaelp", "ord": "Jeg skrev det."}
    for path, more, shown in (
        ("/min-plan/bed-om", {"trin": "send"}, "Jeg skrev det."),
        (f"/min-plan/fortryd/{REFERRAL}", {"grund": "other"}, 'value="other" checked'),
        (f"/min-plan/delmaal/{STEP}", {"dag": "2026-11-20"}, "Jeg skrev det."),
    ):
        page = await visitor.post(path, {**data, **more})
        assert (page.status_code, shown in page.text) == (503, True), path
        assert "Det kunne ikke sendes lige nu." in page.text
    visitor.stand.records.wrong = Refused("unavailable", "Prøv igen om lidt.", status=503)
    for path, more in (("/min-plan/bed-om", {"trin": "se"}), (f"/min-plan/delmaal/{STEP}", {"dag": ""})):
        page = await visitor.post(path, {**data, **more})
        assert (page.status_code, "Jeg skrev det." in page.text) == (503, True), path
    page = await visitor.get(f"/min-plan/fortryd/{REFERRAL}")
    assert "Lige nu kan vi ikke vise, hvem der får besked." in page.text
    assert 'type="submit">Træk det tilbage<' in page.text


async def test_less_is_offered_before_it_is_sent(visitor: Visitor, kraftcenter: Other) -> None:
    """R8: what intrudes less and was not asked for; a decision is promised, no reason of it."""
    await visitor.sign_in("viggo")
    data = {"bevis": await visitor.proof(), "tilbud": "polaris-doegn", "trin": "se"}
    page = (await visitor.post("/min-plan/bed-om", data)).text
    assert "Der er også noget, der fylder mindre i hverdagen: ”POLARIS, individuelt forløb”." in page
    assert "Du får besked om, hvad de beslutter." in page
    assert "grunden" not in page
    least = await visitor.post("/min-plan/bed-om", {**data, "tilbud": "paaroerende-netvaerk"})
    assert "fylder mindre" not in least.text


async def test_what_a_department_asked_for_is_declined_with_thanks(visitor: Visitor, kraftcenter: Other) -> None:
    """R2: one's own is taken back, others' is said no to; leaving a form is called something else."""
    assert ">Træk det tilbage<" in (await visitor.sign_in("viggo", at="/min-plan")).text
    (asked, *_) = visitor.stand.records.entries
    theirs = {**asked.data, "origin": "professional"}
    visitor.stand.records.entries = [replace(asked, data=theirs)]
    plan = (await visitor.get("/min-plan")).text
    assert ">Sig nej tak<" in plan
    assert "En afdeling har bedt om det for dig" in plan
    form = (await visitor.get(f"/min-plan/fortryd/{REFERRAL}")).text
    assert 'type="submit">Sig nej tak<' in form
    assert "Fortryd" not in form + (await visitor.get("/min-plan/bed-om")).text


async def test_what_was_asked_for_is_taken_back_with_a_reason(visitor: Visitor, kraftcenter: Other) -> None:
    """R2, R3: by the citizen, with a reason from the list; without one it is asked for."""
    visitor.stand.referral = referral = Other()
    await visitor.sign_in("viggo")
    data = {"bevis": await visitor.proof(), "id": str(uuid4())}
    assert (await visitor.post(f"/min-plan/fortryd/{REFERRAL}", data)).status_code == 422
    done = await visitor.post(f"/min-plan/fortryd/{REFERRAL}", {**data, "grund": "citizen_declined"})
    assert done.headers["location"] == "/min-plan?gjort=fortrudt"
    (report,) = referral.reports
    assert report["data"] == {"referral_id": REFERRAL, "reason": "citizen_declined", "by": "citizen"}
    assert (await visitor.get(f"/min-plan/fortryd/{uuid4()}")).status_code == 404


async def test_signing_up_asks_two_things_and_keeps_neither(visitor: Visitor, kraftcenter: Other) -> None:
    """C3: no address, no page and no cookie after a refusal holds what was answered or what came of it."""
    kraftcenter.answers[f"/courses/{COURSE}/signup"] = {"outcome": "not_eligible"}
    await visitor.sign_in("viggo")
    proof = await visitor.proof()
    missing = await visitor.post(f"/min-plan/gruppe/{COURSE}", {"bevis": proof, "voksen": "ja"})
    assert missing.status_code == 422
    assert "checked" not in missing.text
    page = await visitor.post(f"/min-plan/gruppe/{COURSE}", {"bevis": proof, "voksen": "ja", "kontakt": "nej"})
    assert (page.status_code, "location" in page.headers, "set-cookie" in page.headers) == (200, False, False)
    assert "Gruppen er ikke for dig lige nu" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert 'value="nej"' not in page.text


async def test_a_group_whose_window_is_over_says_so(visitor: Visitor, kraftcenter: Other) -> None:
    """C2: nobody more can come, which is not the same as full."""
    kraftcenter.answers[f"/courses/{COURSE}"] = a_course(intake="closed", reason="window")
    page = (await visitor.sign_in("viggo", at=f"/min-plan/gruppe/{COURSE}")).text
    assert "Der kan ikke komme flere med lige nu." in page
    assert "optaget" not in page


async def test_signing_off_gives_the_place_back(visitor: Visitor, kraftcenter: Other) -> None:
    """C3: after a page that says what follows."""
    kraftcenter.answers[f"/courses/{COURSE}/signup"] = None
    visitor.stand.records.entries += [an_entry("plads.tildelt", course_id=COURSE)]
    plan = await visitor.sign_in("viggo", at="/min-plan")
    assert "Du har en plads." in plan.text
    assert "Din plads går videre" in (await visitor.get(f"/min-plan/gruppe/{COURSE}/afmeld")).text
    done = await visitor.post(f"/min-plan/gruppe/{COURSE}/afmeld", {"bevis": await visitor.proof()})
    assert done.headers["location"] == "/min-plan?gjort=afmeldt"
    request = kraftcenter.first(f"/courses/{COURSE}/signup")
    assert (request.method, request.url.params["citizen_id"]) == ("DELETE", str(CITIZEN))


def found(page: str, name: str) -> str:
    hidden = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert hidden is not None
    return hidden[1]
