"""What the citizen asks for, and takes back."""

import re
from dataclasses import replace
from uuid import uuid4

from shared.contracts import Refused
from tests.unit.notifications.web.citizen.conftest import REFERRAL, STEP, found
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.others import Other


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
    referral.receipt["hints"] = ["Der er også noget, der fylder mindre i hverdagen: ”Peer-gruppeforløb”."]
    page = await visitor.sign_in("viggo", at=f"/min-plan/sendt/referral/{uuid4()}")
    assert "Der er også noget, der fylder mindre i hverdagen: ”Peer-gruppeforløb”." in page.text


async def test_a_second_click_says_that_the_first_counts(visitor: Visitor, kraftcenter: Other) -> None:
    """N2: the form's id is the report's: sent twice it is one, and no error. What was mended since is not in it."""
    visitor.stand.referral = Other(wrong={"status": 409, "detail": "x"})
    kraftcenter.wrong = {"status": 409, "detail": "x"}
    await visitor.sign_in("viggo")
    proof = await visitor.proof()
    for path, data in (
        ("/min-plan/bed-om", {"tilbud": "kraftcenter-hjaelp", "trin": "send"}),
        (f"/min-plan/fortryd/{REFERRAL}", {"hvorfor": "other"}),
        (f"/min-plan/delmaal/{STEP}", {"dag": "2026-11-20"}),
    ):
        page = await visitor.post(path, {"bevis": proof, **data})
        assert (page.status_code, page.headers["location"]) == (303, "/min-plan?gjort=allerede")
    assert "Har du ændret noget siden, er det ikke kommet med." in (await visitor.get("/min-plan?gjort=allerede")).text


async def test_what_was_written_stays_when_a_service_is_away(visitor: Visitor, kraftcenter: Other) -> None:
    """People: the form again with what was written, the problem above it and its status; also without the preview."""
    visitor.stand.referral, kraftcenter.away = Other(away=True), True
    await visitor.sign_in("viggo")
    data = {"bevis": await visitor.proof(), "tilbud": "kraftcenter-hjaelp", "ord": "Jeg skrev det."}
    for path, more, shown in (
        ("/min-plan/bed-om", {"trin": "send"}, "Jeg skrev det."),
        (f"/min-plan/fortryd/{REFERRAL}", {"hvorfor": "other"}, 'value="other" checked'),
        (f"/min-plan/delmaal/{STEP}", {"dag": "2026-11-20"}, "Jeg skrev det."),
    ):
        page = await visitor.post(path, {**data, **more})
        assert (page.status_code, shown in page.text) == (503, True), path
        assert "Vi ved ikke, om det nåede frem." in page.text
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
    done = await visitor.post(f"/min-plan/fortryd/{REFERRAL}", {**data, "hvorfor": "citizen_declined"})
    assert done.headers["location"] == "/min-plan?gjort=fortrudt"
    (report,) = referral.reports
    assert report["data"] == {"referral_id": REFERRAL, "reason": "citizen_declined", "by": "citizen"}
    assert (await visitor.get(f"/min-plan/fortryd/{uuid4()}")).status_code == 404
