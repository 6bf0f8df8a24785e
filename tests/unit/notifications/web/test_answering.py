"""A referral's page: what can be done about it, whom it tells, and what is said when somebody was faster."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.unit.notifications.web.casework import a_referral, accepted, fill_in, in_words
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.samples import NOW, a_task


async def test_an_answer_takes_one_click_on_the_referrals_page(anne: Visitor) -> None:
    """R2, P3: who is told stands there before the click; after it the receipt says who was."""
    citizen, referral = await a_referral(anne)
    page = await anne.get(f"/henvisning/{referral}")
    assert "Det er jeres tur" in page.text
    before = _told(page.text, "accepter-told")
    assert "Socialpsykiatrien" in before
    sent = await fill_in(anne, f"/henvisning/{referral}", "accepter")
    assert sent.status_code == 303
    shown = await anne.get(sent.headers["location"])
    assert "accepteret" in shown.text
    assert _told(shown.text, "kvittering") == before
    assert f"/borger/{citizen}" in shown.text
    assert anne.stand.town.sent[-1].data.type == "dk.samspil.henvisning.accepteret.v1"


async def test_only_legal_moves_are_shown(anne: Visitor) -> None:
    """R2: what is illegal has no form, and what was legal a moment ago is refused in words."""
    citizen, referral = await a_referral(anne)
    slugs = await _slugs(anne, referral)
    assert slugs == ["accepter", "afvis", "annuller"]
    await accepted(anne, citizen, referral)
    assert await _slugs(anne, referral) == ["start", "bero", "gennemfoert", "opgiv", "annuller", "fejl"]


@pytest.mark.parametrize("offer", ["peer-gruppe", "foelgeskab"])
async def test_what_is_no_intervention_is_not_begun_as_one(anne: Visitor, offer: str) -> None:
    """C4, C6: neither a course nor companionship has the form, and so no report that would be refused."""
    citizen, referral = await a_referral(anne, offer, by="sel82")
    await accepted(anne, citizen, referral)
    slugs = await _slugs(anne, referral)
    assert ("start" in slugs, "gennemfoert" in slugs) == (False, True)


@pytest.mark.parametrize(
    ("slug", "fields", "fault"),
    [
        ("afvis", {"note": "Vi har fuldt hus."}, "Vælg en grund."),
        ("bero", {"reason": "no_capacity", "until": "2020-01-01"}, "Datoen skal ligge efter i dag."),
        ("bero", {"reason": "no_capacity", "until": "snart"}, "Skriv en dato som år-måned-dag"),
    ],
)
async def test_a_fault_stands_beside_its_field_and_what_was_written_stays(
    anne: Visitor, slug: str, fields: dict[str, str], fault: str
) -> None:
    """R3: a reason is needed; what is wrong is said in Danish, above with a link and beside the field."""
    citizen, referral = await a_referral(anne)
    if slug == "bero":
        await accepted(anne, citizen, referral)
    wrong = await fill_in(anne, f"/henvisning/{referral}", slug, **fields)
    assert wrong.status_code == 422
    assert wrong.text.count(fault) == 2
    assert all(
        f">{value}<" in wrong.text or f'"{value}"' in wrong.text or f"\n{value}<" in wrong.text
        for value in fields.values()
    )
    assert [each.type for each in anne.stand.town.sent][-1] != "dk.samspil.henvisning.afvist.v1"


async def test_a_hold_a_resumption_and_a_correction_go_through(anne: Visitor) -> None:
    """R1, R7: every move of the receiver's has its form, and a wrong one is taken back by its own."""
    _citizen, referral = await a_referral(anne)
    page = f"/henvisning/{referral}"
    until = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    assert (await fill_in(anne, page, "accepter")).status_code == 303
    assert (await fill_in(anne, page, "bero", reason="no_capacity", until=until)).status_code == 303
    assert "sat i bero" in (await anne.get(page)).text
    assert (await fill_in(anne, page, "genoptag")).status_code == 303
    choices = re.findall(r'name="fejl-event_id" value="([^"]+)"', (await anne.get(page)).text)
    assert (await fill_in(anne, page, "fejl", event_id=choices[0])).status_code == 303
    assert "sat i bero" in (await anne.get(page)).text


async def test_a_script_gets_only_who_is_told(anne: Visitor) -> None:
    """P3: asked without sending; a browser without script gets the whole page with the same in it."""
    _, referral = await a_referral(anne)
    page = f"/henvisning/{referral}"
    count = len(anne.stand.town.sent)
    whole = await fill_in(anne, page, "afvis", vis="1", reason="no_capacity")
    assert (whole.status_code, "<html" in whole.text) == (200, True)
    anne.client.headers["hx-request"] = "true"
    try:
        piece = await fill_in(anne, page, "afvis", vis="1")
    finally:
        del anne.client.headers["hx-request"]
    assert (piece.status_code, "<html" in piece.text, "Socialpsykiatrien" in piece.text) == (200, False, True)
    assert len(anne.stand.town.sent) == count


async def test_a_receipt_is_looked_at_until_nobody_is_added(anne: Visitor) -> None:
    """P3: the first to be told is not the last; two looks without anybody new end it."""
    _, referral = await a_referral(anne)
    sent = await fill_in(anne, f"/henvisning/{referral}", "accepter")
    page = (await anne.get(sent.headers["location"])).text
    for _ in range(2):
        assert "Har fået besked indtil nu:" in page
        look = re.search(r'hx-get="([^"]+)"', page)
        assert look is not None
        page = (await anne.get(look[1].replace("&amp;", "&"), headers={"hx-request": "true"})).text
    assert ("Har fået besked:" in page, "hx-get" in page) == (True, False)


async def test_a_preview_that_fails_says_so(anne: Visitor) -> None:
    """P3: an empty answer beside the form would read as nobody is told."""
    _, referral = await a_referral(anne)
    proof = await anne.proof()
    anne.stand.town.away.add("referral")
    asked = {"hx-request": "true", "hx-target": "afvis-told"}
    piece = await anne.post(f"/henvisning/{referral}/afvis", {"bevis": proof, "vis": "1"}, headers=asked)
    assert (piece.status_code, "Det kan ikke vises, hvem der får besked." in piece.text) == (200, True)
    stale = await anne.post(f"/henvisning/{referral}/afvis", {"bevis": "x", "vis": "1"}, headers=asked)
    assert (stale.status_code, "Det kan ikke vises, hvem der får besked." in stale.text) == (200, True)


async def test_an_intervention_is_begun_followed_up_and_ended(anne: Visitor) -> None:
    """R1, R2: from the referral's page to the intervention's, whose end completes the referral."""
    citizen, referral = await a_referral(anne)
    await accepted(anne, citizen, referral)
    assert (await fill_in(anne, f"/henvisning/{referral}", "start", follow_up_on="2100-01-01")).status_code == 303
    page = (await anne.get(f"/borger/{citizen}")).text
    found = re.search(r'href="(/indsats/[0-9a-f-]{36})"', page)
    assert found is not None
    today = datetime.now(UTC).date().isoformat()
    held = await fill_in(anne, found[1], "opfoelgning", held_on=today, decision="continue", next_on="2100-02-01")
    assert held.status_code == 303
    assert (await fill_in(anne, found[1], "afslut", outcome="completed", by="citizen")).status_code == 303
    assert "afsluttet" in in_words((await anne.get(found[1])).text)
    assert "gennemført" in in_words((await anne.get(f"/henvisning/{referral}")).text)


async def test_others_referrals_are_not_there(anne: Visitor) -> None:
    """I1: to who is no party a referral or an intervention does not exist, whether there is one or not."""
    _, referral = await a_referral(anne, "paaroerende-vejledning", to="paaroerende")
    for id_ in (referral, uuid4()):
        assert (await anne.get(f"/henvisning/{id_}")).status_code == 404
        assert (await anne.get(f"/indsats/{id_}")).status_code == 404


async def _slugs(visitor: Visitor, referral: UUID) -> list[str]:
    page = (await visitor.get(f"/henvisning/{referral}")).text
    return re.findall(rf'action="/henvisning/{referral}/([a-z]+)"', page)


def _told(page: str, id_: str) -> set[str]:
    """Who stands in a list of the told."""
    part = page[page.index(f'id="{id_}"') :]
    return set(re.findall(r"<li><strong>([^<]+)</strong> via", part[: part.index("</ul>")]))


async def test_a_notice_leads_to_where_it_is_answered(anne: Visitor) -> None:
    """R1: from what is asked, one click to the referral; answered, it asks no more and leads nowhere."""
    _, referral = await a_referral(anne)
    anne.stand.inbox.notices = [a_task(referral_id=referral), a_task(referral_id=referral, settled_at=NOW)]
    assert (await anne.get("/indbakke")).text.count(f'<a href="/henvisning/{referral}">Svar på henvisningen</a>') == 1
