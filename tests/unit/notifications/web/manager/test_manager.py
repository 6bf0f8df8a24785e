"""The manager's pages."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.display import department_name
from shared.http import SpotCheckOut
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.others import Other
from tests.unit.notifications.web.samples import CITIZEN

CHECKS = "/access-log/spot-checks"


def a_referral(owner: str, level: int = 2, state: str = "requested") -> dict[str, Any]:
    due = datetime.now(UTC) - timedelta(days=3)
    return {"referral_id": str(uuid4()), "citizen_id": str(CITIZEN), "state": state, "from_department": "svr",
            "to_department": "kraftcenter", "offer": "kraftcenter-hjaelp", "next_owner": owner, "due": due.isoformat(),
            "overdue_level": level}  # fmt: skip


def a_follow_up(level: int = 2, referral: str | None = None) -> dict[str, Any]:
    due = datetime.now(UTC) - timedelta(days=5)
    return {"intervention_id": str(uuid4()), "citizen_id": str(CITIZEN), "state": "running",
            "department": "kraftcenter", "offer": "kraftcenter-hjaelp", "referral_id": referral,
            "started_on": "2026-01-10", "due": due.isoformat(), "overdue_level": level}  # fmt: skip


def a_check(
    id_: int, service: str, *, flagged: bool = False, own: bool = False, found: str | None = None
) -> dict[str, Any]:
    looked = None if found is None else {"at": "2026-11-20T10:00:00Z", "by": "henrik", "outcome": found}
    return {"access_id": id_, "at": f"2026-11-20T09:{id_:02}:00Z", "citizen_id": str(CITIZEN),
            "purpose": "noedadgang" if flagged else "sagsbehandling", "flagged": flagged,
            "reason": "Han <b>ringede</b>." if flagged else None, "who": "anne", "role": "coordinator", "own": own,
            "route": "/x", "service": service, "looked_at": looked}  # fmt: skip


def load(department: str, due: datetime | None = None, **counts: int | None) -> dict[str, Any]:
    return {"department": department, "counts": counts, "next_due": due and due.isoformat()}


@pytest.mark.parametrize("username", ["anne", "viggo", "ellen"])
async def test_the_pages_are_for_managers(visitor: Visitor, username: str) -> None:
    """V2, R4: nobody else has them, or a link to them."""
    home = await visitor.sign_in(username)
    for path in ("/ledelse", "/stikproever"):
        assert f'href="{path}"' not in home.text
        assert (await visitor.get(path)).status_code == 403


async def test_what_is_late_stands_by_whose_it_is(visitor: Visitor) -> None:
    """R4, I5: one's own apart from others', with what is missing, since when and who knows; looked at to follow up."""
    referral = Other({"/referrals": [a_referral("kraftcenter"), a_referral("svr", 3, "accepted")], "/load": []})
    visitor.stand.referral = referral
    page = (await visitor.sign_in("henrik", at="/ledelse")).text
    ours, _, theirs = page.partition('id="theirs"')
    assert "Lederen har fået besked" in ours
    assert "Svar på henvisningen" in ours
    assert "overskredet med 3 dage" in ours
    assert "Lederne på begge sider har fået besked" in theirs
    assert f'href="/henvisning/{referral.answers["/referrals"][0]["referral_id"]}"' in ours
    assert referral.first("/citizens").headers["samspil-purpose"] == "opfoelgning"
    request = referral.first("/referrals")
    assert (request.url.params["overdue"], request.headers["samspil-purpose"]) == ("True", "opfoelgning")
    assert 'href="/stikproever"' in page


async def test_late_follow_ups_stand_among_what_is_ours(visitor: Visitor) -> None:
    """R4: also of what nobody referred to, where no other side has a manager; the oldest deadline first."""
    alone, asked = a_follow_up(3), a_follow_up(1, str(uuid4()))
    late = a_referral("kraftcenter")
    visitor.stand.referral = Other({"/referrals": [late, a_referral("svr")], "/load": []})
    visitor.stand.kraftcenter = kraftcenter = Other({"/interventions": [alone, asked], "/load": {"items": []}})
    page = (await visitor.sign_in("henrik", at="/ledelse")).text
    ours, _, theirs = page.partition('id="theirs"')
    rows = [ours.index(f'href="/{where}"') for where in (
        f"indsats/{alone['intervention_id']}", f"indsats/{asked['intervention_id']}")]  # fmt: skip
    assert max(rows) < ours.index(f'href="/henvisning/{late["referral_id"]}"')
    for words in ("Indsats uden henvisning, begyndt 10. januar", "Indsats på henvisning, begyndt 10. januar",
                  "overskredet med 5 dage", "Den, der har indsatsen, er blevet mindet om det"):  # fmt: skip
        assert words in ours, words
    assert "på begge sider" not in ours
    assert "/indsats/" not in theirs
    request = kraftcenter.first("/interventions")
    assert (request.url.params["overdue"], request.headers["samspil-purpose"]) == ("True", "opfoelgning")


async def test_the_load_is_told_per_team(visitor: Visitor) -> None:
    """I1: one's own figures whole, others' small ones untold; referrals beside interventions, and when one's own next
    follow-up is owed (R4)."""
    soon = datetime.now(UTC) + timedelta(days=1)
    visitor.stand.records.loads = {"kraftcenter": {"unread": 2}, "svr": {"unread": 3, "unanswered": 7}}
    visitor.stand.referral = Other({"/referrals": [], "/load": {"items": [
        load("kraftcenter", open=4, overdue=1), load("svr", open=12, overdue=None)]}})  # fmt: skip
    visitor.stand.kraftcenter = Other({"/interventions": [], "/load": {"items": [
        load("kraftcenter", soon, running=9, overdue=2), load("svr", running=6, overdue=None)]}})  # fmt: skip
    page = (await visitor.sign_in("henrik", at="/ledelse")).text
    row = page.partition("(jer)</span></th>")[2].partition("</tr>")[0]
    assert row == "<td>4</td><td>1</td><td>9</td><td>2</td><td>0</td><td>2</td>"
    authority = page.partition(f'<th scope="row">{department_name("svr")}</th>')[2].partition("</tr>")[0]
    assert authority == "<td>12</td><td>under 5</td><td>6</td><td>under 5</td><td>7</td><td>under 5</td>"
    assert f'Jeres næste opfølgning skal holdes senest <time datetime="{soon.isoformat()}">' in page
    assert "kan ikke hentes" not in page


async def test_the_page_survives_the_others(visitor: Visitor) -> None:
    """People: what is away is named once, and what is there is shown."""
    visitor.stand.referral = visitor.stand.kraftcenter = Other(away=True)
    page = (await visitor.sign_in("henrik", at="/ledelse")).text
    assert "Oplysninger om henvisninger og indsatser kan ikke hentes." in page
    assert "Hvor meget ligger der hos hvert team?" in page


@pytest.mark.parametrize(("away", "words", "still"), [
    ("referral", "Henvisningerne", "/indsats/"), ("kraftcenter", "Opfølgningerne", "/henvisning/")])  # fmt: skip
async def test_what_is_late_is_shown_without_the_other(visitor: Visitor, away: str, words: str, still: str) -> None:
    """People: where one does not answer, that is said in its place; nobody is told that nothing is late."""
    visitor.stand.referral = Other({"/referrals": [a_referral("kraftcenter")], "/load": {"items": []}})
    visitor.stand.kraftcenter = Other({"/interventions": [a_follow_up()], "/load": {"items": []}})
    setattr(visitor.stand, away, Other(away=True))
    page = (await visitor.sign_in("henrik", at="/ledelse")).text
    ours = page.partition('id="ours"')[2].partition('id="theirs"')[0]
    assert f"{words} kan ikke hentes lige nu. Prøv igen om lidt." in ours
    assert len(re.findall(rf'href="{still}[0-9a-f-]{{36}}"', ours)) == 1
    assert "Ingen frister er overskredet hos jer." not in page


async def test_spot_checks_of_three_services_are_one_list(visitor: Visitor) -> None:
    """V2: what broke the glass first, with its reason, escaped; one's own is left to another manager."""
    visitor.stand.referral = Other({CHECKS: [a_check(1, "referral"), a_check(2, "referral", own=True)]})
    visitor.stand.kraftcenter = Other({CHECKS: [a_check(3, "kraftcenter", flagged=True)]})
    visitor.stand.records.checks = [SpotCheckOut.model_validate(a_check(4, "notifications", found="in_order"))]
    page = (await visitor.sign_in("henrik", at="/stikproever?maaned=2026-11")).text
    places = [
        page.index(f'id="{anchor}"') for anchor in ("kraftcenter-3", "notifications-4", "referral-2", "referral-1")
    ]
    assert places == sorted(places)
    assert "Han &lt;b&gt;ringede" in page
    assert "En anden leder skal se på det." in page
    assert "Der er 2 opslag, ingen har set på." in page
    assert page.count('value="in_order"') == 3


async def test_a_manager_reads_staffs_words_and_looks_at_a_page_at_a_time(visitor: Visitor) -> None:
    """V2: each name shown is a look of its own, to supervise; the words to citizens are theirs alone."""
    others = [{**a_check(n, "referral", flagged=n < 2), "citizen_id": str(UUID(int=n))} for n in range(30)]
    visitor.stand.referral = referral = Other({CHECKS: others})
    first = await visitor.sign_in("henrik", at="/stikproever?maaned=2026-11")
    assert "Sagsbehandling." in first.text
    assert "din sag" not in first.text
    (named,) = [each for each in referral.asked if each.url.path == "/citizens"]
    assert len(named.url.params.get_list("id")) == 25
    assert named.headers["samspil-purpose"] == "tilsyn"
    assert 'href="/stikproever?maaned=2026-11&amp;side=2"' in first.text
    second = (await visitor.get("/stikproever?maaned=2026-11&side=2")).text
    assert second.count('value="in_order"') == 5
    assert "Der er 30 opslag, ingen har set på." in second
    assert "Ingen har brugt nødadgang" not in second
    data = {"bevis": await visitor.proof(), "fundet": "follow_up", "maaned": "2026-11", "side": "2"}
    referral.answers[f"{CHECKS}/7"] = None
    done = await visitor.post("/stikproever/referral/7", data)
    assert done.headers["location"] == "/stikproever?maaned=2026-11&side=2#referral-7"


async def test_every_broken_glass_stands_there(visitor: Visitor) -> None:
    """V2: what a service gives a page at a time is read to its end, notifications' own as that of the others."""
    visitor.stand.records.checks = [
        SpotCheckOut.model_validate(a_check(n % 60, "notifications", flagged=True)) for n in range(401)
    ]
    page = (await visitor.sign_in("henrik", at="/stikproever?maaned=2026-11")).text
    assert "Der er 401 opslag, ingen har set på." in page


async def test_what_was_found_goes_to_the_service_it_is_of(visitor: Visitor) -> None:
    """V2: the number is the service's own; only with the form's proof."""
    visitor.stand.referral = referral = Other({f"{CHECKS}/7": None})
    await visitor.sign_in("henrik")
    data = {"bevis": await visitor.proof(), "fundet": "follow_up", "maaned": "2026-11"}
    done = await visitor.post("/stikproever/referral/7", data)
    assert done.headers["location"] == "/stikproever?maaned=2026-11#referral-7"
    request = referral.first(f"{CHECKS}/7")
    assert (request.method, request.content) == ("PUT", b'{"outcome":"follow_up"}')
    await visitor.post("/stikproever/notifications/8", data)
    assert visitor.stand.records.looked == [(8, "follow_up")]
    assert (await visitor.post("/stikproever/notifications/8", {"fundet": "in_order"})).status_code == 403


async def test_a_service_that_is_away_is_named(visitor: Visitor) -> None:
    """V2: the rest is shown."""
    visitor.stand.kraftcenter = Other(away=True)
    visitor.stand.referral = Other({CHECKS: []})
    page = (await visitor.sign_in("henrik", at="/stikproever")).text
    assert "Opslag i mål og indsatser kan ikke hentes." in page
    assert "Ingen har brugt nødadgang" in page
