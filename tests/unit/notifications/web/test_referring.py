"""Ny henvisning: what may be chosen, who would be told, what would intrude less, and that it comes true."""

import re
from uuid import UUID

import pytest

from shared.contracts import Reporter
from shared.contracts.codes import OFFERS
from shared.contracts.referring import open_to, refers_on_decision
from tests.unit.notifications.web.casework import a_referral, fill_in, in_words
from tests.unit.notifications.web.conftest import Visitor

ASKED = {"offer": "kraftcenter-traening", "priority": "urgent", "themes": "relationer", "note": "Ring før kl. 12."}
CODES = r'name="henvis-offer" value="([^"]+)"'


@pytest.fixture
def town(visitor: Visitor) -> Visitor:
    visitor.settle()
    return visitor


@pytest.mark.parametrize(("username", "department"), [("karen", "svr"), ("birgit", "sel82"), ("lone", "paaroerende")])
async def test_only_what_the_department_may_refer_to_is_offered(town: Visitor, username: str, department: str) -> None:
    """R5, R6: no offer that would be refused; SVR's own only on a decision."""
    citizen = await town.stand.town.citizen()
    await town.sign_in(username)
    shown = re.findall(CODES, (await town.get(f"/henvisning/ny?borger={citizen}")).text)
    by = Reporter("x", "coordinator", department)
    assert shown == [o.code for o in OFFERS.values() if open_to(o, by) and not refers_on_decision(o, by)]


async def test_what_the_preview_said_is_what_is_told(town: Visitor) -> None:
    """P3, R8: recipients, and the hint of what would intrude less, before sending and on the receipt, alike."""
    citizen = await town.stand.town.citizen()
    await town.sign_in("mette")
    page = f"/henvisning/ny?borger={citizen}"
    asked = await fill_in(town, page, "henvis", vis="1", **ASKED)
    before = asked.text[asked.text.index('id="henvis-told"') :]
    sent = await fill_in(town, page, "henvis", **ASKED)
    assert sent.status_code == 303
    assert sent.headers["location"].startswith(f"/borger/{citizen}?sendt=r-")
    receipt = (await town.get(sent.headers["location"])).text
    after = receipt[receipt.index('id="kvittering"') :]
    told = re.compile(r"<li><strong>([^<]+)</strong> via ([^<:]+?)(?:</li>|:)")
    assert set(told.findall(before)) == set(told.findall(after)) != set()
    hint = "Et mindre indgribende tilbud er også muligt: ”Vejledning til pårørende”."
    assert hint in before
    assert hint in after
    report = town.stand.town.sent[-1]
    assert (report.data.to_department, report.data.from_department, report.private.note) == (
        "kraftcenter",
        "socialpsykiatri",
        "Ring før kl. 12.",
    )


async def test_what_is_missing_is_said_beside_the_field(town: Visitor) -> None:
    """Bad input: nothing is sent, what was chosen stays, and the page asks for what is missing."""
    citizen = await town.stand.town.citizen()
    await town.sign_in("mette")
    page = f"/henvisning/ny?borger={citizen}"
    wrong = await fill_in(town, page, "henvis", themes="relationer", note="Ring.")
    assert (wrong.status_code, wrong.text.count("Vælg et tilbud."), town.stand.town.sent) == (422, 2, [])
    assert "\nRing.</textarea>" in wrong.text
    unclear = await fill_in(town, page, "henvis", vis="1")
    assert "Vælg først det, der mangler" in unclear.text


async def test_a_number_leads_to_the_form_and_stands_in_no_address(town: Visitor) -> None:
    """V1: the first step gives an id for a CPR number; the form then knows the citizen by that alone."""
    await town.sign_in("mette")
    given = {"bevis": await town.proof(), "cpr": "0101700000", "navn": "Viggo Lund"}
    on = await town.post("/henvisning/ny/borger", given)
    assert re.fullmatch(r"/henvisning/ny\?borger=[0-9a-f-]{36}", on.headers["location"])
    page = await town.get(on.headers["location"])
    assert "Viggo" not in page.text
    assert "hvis CPR-nummer du lige har skrevet" in in_words(page.text)


async def test_a_manager_registers_nobody(town: Visitor) -> None:
    """Referral has it so: only coordinators and apps turn numbers into ids; a manager is told who does."""
    await town.sign_in("lars")
    page = await town.get("/henvisning/ny")
    assert "Nye borgere oprettes af en koordinator." in in_words(page.text)
    given = {"bevis": await town.proof(), "cpr": "0101700000", "navn": "Viggo Lund"}
    assert (await town.post("/henvisning/ny/borger", given)).status_code == 403


async def test_the_authority_decides_and_refers_on_it(town: Visitor) -> None:
    """R6: an application is accepted, decided and referred on, page by page; the offer is chosen already."""
    citizen, application = await a_referral(town, "polaris-gruppe", by="kraftcenter", to="svr")
    await town.sign_in("karen")
    page = f"/henvisning/{application}"
    await fill_in(town, page, "accepter")
    assert (await fill_in(town, page, "afgoer", granted="ja")).status_code == 422
    today = str(town.stand.town.referrals.now.date())
    assert (await fill_in(town, page, "afgoer", granted="ja", assessed_on=today)).status_code == 303
    link = re.search(r'href="(/henvisning/ny\?borger=[^"]+)">Henvis på', (await town.get(page)).text)
    assert link is not None
    form = link[1].replace("&amp;", "&")
    assert 'value="polaris-gruppe" checked' in (await town.get(form)).text
    sent = await fill_in(town, form, "henvis", offer="polaris-gruppe", priority="routine", themes="relationer")
    assert sent.status_code == 303
    assert town.stand.town.sent[-1].data.to_department == "socialpsykiatri"
    assert UUID(str(town.stand.town.sent[-1].data.decision_id))
    assert "polaris-gruppe" not in re.findall(CODES, (await town.get(f"/henvisning/ny?borger={citizen}")).text)
