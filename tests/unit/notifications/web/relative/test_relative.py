"""The relative's pages."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.notifications.domain.known import MayKnow
from services.notifications.domain.shown import Preview, WouldBeTold
from shared.contracts import Refused
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.others import Other
from tests.unit.notifications.web.samples import CITIZEN, a_notice

SINCE = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
MINE = MayKnow(CITIZEN, uuid4(), "family", (("dk.samspil.delmaal.naaet.v1", SINCE),), ("inbox", "mail"))
SUPPORT = "/paaroerende/stoette"


async def test_a_relative_sees_what_they_may_know_and_since_when(visitor: Visitor) -> None:
    """P2: types in plain words with the day each counts from, and the newest notices; nobody is named."""
    visitor.stand.records.may = (MINE,)
    visitor.stand.inbox.arrive(a_notice("delmaal.naaet", "Et delmål er nået."))
    page = (await visitor.sign_in("ellen", at="/paaroerende")).text
    assert "Du er valgt som familie" in page
    assert "Når et delmål er nået" in page
    assert "5. oktober" in page
    assert "Et delmål er nået." in page
    assert "Viggo" not in page
    for address in ("/viden", SUPPORT, "/indbakke"):
        assert f'href="{address}"' in page


async def test_who_stands_for_nobody_any_more_reads_what_to_do(visitor: Visitor) -> None:
    """P2, P5: after the revocation no notice is shown; knowledge and support stay open."""
    visitor.stand.inbox.arrive(a_notice("delmaal.naaet", "Et delmål er nået."))
    page = (await visitor.sign_in("ellen", at="/paaroerende")).text
    assert "Du er ikke forbundet med nogen" in page
    assert "Et delmål er nået." not in page
    assert 'href="/viden"' in page
    assert f'href="{SUPPORT}"' not in page


@pytest.mark.parametrize("username", ["viggo", "anne", "henrik", "drift"])
async def test_the_page_is_for_relatives(visitor: Visitor, username: str) -> None:
    """P1: nobody else has it."""
    home = await visitor.sign_in(username)
    assert 'href="/paaroerende"' not in home.text
    assert (await visitor.get("/paaroerende")).status_code == 403


async def test_support_is_asked_for_after_it_was_seen_who_hears(visitor: Visitor) -> None:
    """P5, P3: the relatives' own offers alone; the page does not claim that nobody else hears, which is hidden."""
    visitor.stand.referral = referral = Other()
    line = WouldBeTold("department", "paaroerende", None, "inbox", (), "Pårørendeteamet har det næste skridt.")
    visitor.stand.records.would_tell = Preview((line,), ())
    form = await visitor.sign_in("ellen", at=SUPPORT)
    assert form.text.count('type="radio"') == 2
    data = {"bevis": await visitor.proof(), "id": str(uuid4()), "tilbud": "paaroerende-vejledning"}
    check = (await visitor.post(SUPPORT, {**data, "trin": "se"})).text
    assert "har det næste skridt" in check
    assert "Ingen andre" not in check
    assert (await visitor.post(SUPPORT, {**data, "tilbud": "polaris-gruppe", "trin": "send"})).status_code == 422
    assert referral.reports == []
    done = await visitor.post(SUPPORT, {**data, "trin": "send"})
    assert done.headers["location"] == f"{SUPPORT}/sendt"
    (report,) = referral.reports
    assert (report["subject"], report["data"]["origin"], report["data"]["to_department"]) == (
        str(CITIZEN), "relative", "paaroerende",
    )  # fmt: skip


async def test_a_second_click_is_no_error_and_an_absence_loses_nothing(visitor: Visitor) -> None:
    """N2, People: as with the citizen's forms."""
    visitor.stand.referral = Other(wrong={"status": 409, "detail": "x"})
    await visitor.sign_in("ellen")
    data = {"bevis": await visitor.proof(), "tilbud": "paaroerende-vejledning", "ord": "Ring til mig.", "trin": "send"}
    assert (await visitor.post(SUPPORT, data)).headers["location"] == f"{SUPPORT}/sendt"
    visitor.stand.referral = Other(away=True)
    page = await visitor.post(SUPPORT, data)
    assert (page.status_code, "Ring til mig." in page.text) == (503, True)
    visitor.stand.records.wrong = Refused("unavailable", "Prøv igen om lidt.", status=503)
    page = await visitor.post(SUPPORT, {**data, "trin": "se"})
    assert (page.status_code, "Ring til mig." in page.text) == (503, True)


async def test_who_was_invited_by_mail_is_told_another_way(visitor: Visitor) -> None:
    """P5: referral knows nothing of an invitation, so the form would end in a refusal: it is not offered."""
    visitor.stand.inbox.bound.add("ole")
    visitor.stand.records.may = (MINE,)
    page = (await visitor.sign_in("ole", at="/paaroerende")).text
    assert f'href="{SUPPORT}"' not in page
    assert "Skriv til pårørendeteamet" in page
    assert (await visitor.get(SUPPORT)).status_code == 403
