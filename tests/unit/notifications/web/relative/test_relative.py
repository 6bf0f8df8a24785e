"""The relative's pages."""

import re
from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

import pytest

from deploy.embedded.issuer.directory import SUBJECTS
from services.notifications.domain.known import MayKnow
from services.notifications.domain.shown import Preview, WouldBeTold
from shared.contracts import Refused
from tests.suites.notifications_invitations import invited, the_token
from tests.suites.notifications_story import citizen, happened, revoking, says
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.others import Other
from tests.unit.notifications.web.samples import CITIZEN, a_notice

SINCE = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
MINE = MayKnow(CITIZEN, uuid4(), "family", (("dk.samspil.delmaal.naaet.v1", SINCE),), ("inbox", "mail"))
SUPPORT = "/paaroerende/stoette"
OLE = str(uuid5(SUBJECTS, "ole"))


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
    again = (await visitor.post(SUPPORT, data)).headers["location"]
    assert again == f"{SUPPORT}/sendt?gjort=allerede"
    said = [(await visitor.get(path)).text for path in (again, f"{SUPPORT}/sendt")]
    assert ["er det ikke kommet med" in each for each in said] == [True, False]
    visitor.stand.referral = Other(away=True)
    page = await visitor.post(SUPPORT, data)
    assert (page.status_code, "Ring til mig." in page.text) == (503, True)
    visitor.stand.records.wrong = Refused("unavailable", "Prøv igen om lidt.", status=503)
    page = await visitor.post(SUPPORT, {**data, "trin": "se"})
    assert (page.status_code, "Ring til mig." in page.text) == (503, True)


@pytest.fixture
def town(visitor: Visitor) -> Visitor:
    visitor.settle()
    return visitor


async def bound(town: Visitor) -> tuple[UUID, UUID]:
    """A citizen and the designation that Ole has accepted the invitation to, as every service has heard of it."""
    services = town.stand.town
    anna = await services.citizen("Anna Eksempel")
    fact = await invited(services.notices, anna)
    await services.referrals.hear(happened(fact, anna, uuid4()))
    assert await services.notices.acceptance.accept(await the_token(services.notices, anna), OLE)
    return anna, fact.designation_id


async def revoked(town: Visitor, anna: UUID, designation_id: UUID) -> None:
    services, fact = town.stand.town, revoking(designation_id)
    await services.notices.report(says(citizen(anna), anna, fact))
    await services.referrals.hear(happened(fact, anna, uuid4()))


async def test_whom_an_invitation_binds_asks_for_support_from_sign_in_to_receipt(town: Visitor) -> None:
    """P1, P3, P5: seen first, then sent; referral decides on the designation that notifications names for them, and no
    page has its id."""
    anna, designation_id = await bound(town)
    overview = await town.sign_in("ole", at="/paaroerende")
    assert f'href="{SUPPORT}"' in overview.text
    form = await town.get(SUPPORT)
    assert 'name="hvem"' not in form.text
    data = {"bevis": await town.proof(), "id": str(uuid4()), "tilbud": "paaroerende-vejledning", "ord": "Ring til mig."}
    check = await town.post(SUPPORT, {**data, "trin": "se"})
    assert (check.status_code, "Pårørendeteamet" in check.text, town.stand.town.sent) == (200, True, [])
    data["hvem"] = re.findall(r'name="hvem" value="([^"]*)"', check.text)[0]
    for page in (overview, form, check):
        assert str(designation_id) not in page.text
    done = await town.post(SUPPORT, {**data, "trin": "send"})
    assert (done.status_code, done.headers["location"]) == (303, f"{SUPPORT}/sendt")
    assert "Det er sendt" in (await town.get(f"{SUPPORT}/sendt")).text
    (report,) = town.stand.town.sent
    assert (report.subject, report.data.origin, report.private.note) == (anna, "relative", "Ring til mig.")
    (receipt,) = town.stand.town.receipts.values()
    assert "paaroerende" in {told["department"] for told in receipt["told"]}


async def test_after_the_revocation_nothing_is_sent(town: Visitor) -> None:
    """P2: also where the form was seen before; who is nobody's relative reads what they can do."""
    anna, designation_id = await bound(town)
    await town.sign_in("ole")
    data = {"bevis": await town.proof(), "tilbud": "paaroerende-vejledning", "trin": "send"}
    await revoked(town, anna, designation_id)
    for answer in (await town.get(SUPPORT), await town.post(SUPPORT, data)):
        assert (answer.status_code, "Du er ikke forbundet med nogen lige nu" in answer.text) == (403, True)
    assert town.stand.town.sent == []


async def test_what_was_seen_for_one_citizen_is_not_sent_for_another(town: Visitor) -> None:
    """P2, P3: bound to two, one says whose relative one is; should that one's choice end meanwhile, nothing is sent."""
    (first, of_first), (second, _) = await bound(town), await bound(town)
    await town.sign_in("ole")
    form = (await town.get(SUPPORT)).text
    marks = re.findall(r'name="hvem" value="([^"]+)"', form)
    assert len(set(marks)) == 2
    assert form.count("Den, der har valgt dig som ") == 2
    data = {"bevis": await town.proof(), "tilbud": "paaroerende-vejledning"}
    unsaid = await town.post(SUPPORT, {**data, "trin": "send"})
    assert (unsaid.status_code, "Vælg, hvem du er pårørende til" in unsaid.text) == (422, True)
    for mark in marks:
        await town.post(SUPPORT, {**data, "id": str(uuid4()), "hvem": mark, "trin": "send"})
    assert {report.subject for report in town.stand.town.sent} == {first, second}
    await revoked(town, first, of_first)
    answers = [
        (await town.post(SUPPORT, {**data, "id": str(uuid4()), "hvem": mark, "trin": "send"})).status_code
        for mark in marks
    ]
    assert sorted(answers) == [303, 422]
    assert [report.subject for report in town.stand.town.sent].count(first) == 1
