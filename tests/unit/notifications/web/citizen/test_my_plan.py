"""The citizen's plan, and what is reported from it."""

import pytest

from tests.unit.notifications.web.citizen.conftest import (
    COURSE,
    GOAL,
    GOALS,
    REFERRAL,
    START,
    STEP,
    a_course,
    a_goal,
    found,
)
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.others import Other
from tests.unit.notifications.web.records import an_entry
from tests.unit.notifications.web.samples import CITIZEN


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
