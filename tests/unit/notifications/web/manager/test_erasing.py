"""The managers' pages about erasing a citizen (V3)."""

import re
from uuid import UUID, uuid4

import pytest

from tests.unit.notifications.web.casework import a_referral, in_words
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.others import Other

CPR, NOBODYS = "010170-0000", "020270-0000"
REASON = "Borgeren er flyttet og har bedt om det."


@pytest.fixture
def town(visitor: Visitor) -> Visitor:
    visitor.settle()
    return visitor


async def known(town: Visitor) -> UUID:
    """A citizen of socialpsykiatri and kraftcenter, whose number is in the index."""
    citizen, _ = await a_referral(town)
    town.stand.town.referrals.numbers["0101700000"] = citizen
    return citizen


async def manager(town: Visitor, username: str) -> dict[str, str]:
    """Signs in in place of whoever was; gives what their forms carry."""
    town.client.cookies.clear()
    await town.sign_in(username)
    return {"bevis": await town.proof()}


async def erased(town: Visitor, citizen: UUID) -> bool:
    return (await town.stand.town.referrals.involvement_of(citizen)).erased


async def test_one_manager_asks_and_another_confirms(town: Visitor) -> None:
    """V3: who asked cannot confirm, who confirms must say that they are sure, and what was done is said afterwards."""
    citizen = await known(town)
    page = f"/sletning/{citizen}"
    lars = await manager(town, "lars")
    found = await town.post("/sletning/find", {**lars, "cpr": CPR})
    assert (found.status_code, found.headers["location"]) == (303, page)
    assert "Skal Aksel Bræmer slettes?" in (await town.get(page)).text
    asked = await town.post(page, lars)
    assert (asked.status_code, asked.headers["location"]) == (303, "/sletning?gjort=bedt")
    listed = in_words((await town.get("/sletning?gjort=bedt")).text)
    assert "Intet er slettet endnu." in listed
    assert "Du bad om det i dag" in listed
    own = await town.post(f"{page}/bekraeft", {**lars, "sikker": "ja"})
    assert (own.status_code, "Du kan ikke selv bekræfte den." in own.text) == (403, True)
    assert "/bekraeft" not in (await town.get(page)).text
    henrik = await manager(town, "henrik")
    assert "En leder i Socialpsykiatrien bad om det i dag" in in_words((await town.get("/sletning")).text)
    unsure = await town.post(f"{page}/bekraeft", henrik)
    assert (unsure.status_code, await erased(town, citizen)) == (422, False)
    done = await town.post(f"{page}/bekraeft", {**henrik, "sikker": "ja"})
    assert (done.headers["location"], await erased(town, citizen)) == ("/sletning?gjort=slettet", True)
    after = in_words((await town.get("/sletning?gjort=slettet")).text)
    assert "Borgeren er slettet." in after
    assert "Ingen har bedt om, at en borger slettes." in after
    again = await town.post(f"{page}/bekraeft", {**henrik, "sikker": "ja"})
    assert (again.status_code, "eller det er allerede sket" in again.text) == (404, True)


async def test_either_of_them_can_say_no(town: Visitor) -> None:
    """V3: withdrawn by who asked, or by who was to confirm; nothing is deleted then, and twice is no error."""
    citizen = await known(town)
    for who in ("lars", "henrik"):
        lars = await manager(town, "lars")
        await town.post(f"/sletning/{citizen}", lars)
        proof = await manager(town, who)
        for _ in range(2):
            done = await town.post(f"/sletning/{citizen}/traek-tilbage", proof)
            assert done.headers["location"] == "/sletning?gjort=trukket"
        assert "Ingen har bedt om, at en borger slettes." in (await town.get("/sletning?gjort=trukket")).text
    assert not await erased(town, citizen)


async def test_who_no_department_works_with_is_asked_for_by_breaking_the_glass(town: Visitor) -> None:
    """V3, V2, I1: nobody's number and another's are answered alike without a reason; with one the citizen is found, and
    the reason stands in no address."""
    citizen = await known(town)
    proof = await manager(town, "jens")
    alike = [await town.post("/sletning/find", {**proof, "cpr": cpr}) for cpr in (CPR, NOBODYS)]
    assert in_words(alike[0].text) == in_words(alike[1].text)
    assert "Vi fandt ikke en borger med det nummer" in alike[0].text
    refused = await town.post(f"/sletning/{citizen}", proof)
    assert (refused.status_code, "Skriv, hvorfor det er nødvendigt" in refused.text) == (422, True)
    short = await town.post("/sletning/find", {**proof, "cpr": CPR, "grund": "Fordi"})
    assert (short.status_code, "Skriv med nogle ord" in short.text) == (422, True)
    found = await town.post("/sletning/find", {**proof, "cpr": CPR, "grund": REASON})
    assert (found.status_code, "Skal Aksel Bræmer slettes?" in found.text) == (200, True)
    assert f'name="grund" value="{REASON}"' in found.text
    asked = await town.post(f"/sletning/{citizen}", {**proof, "grund": REASON})
    assert asked.headers["location"] == "/sletning?gjort=bedt"
    looks = [look for look, id_ in town.stand.town.referrals.looks if id_ == citizen and look.breaks_the_glass]
    assert {look.reason for look in looks} == {REASON}
    nobody = await town.post("/sletning/find", {**proof, "cpr": NOBODYS, "grund": REASON})
    assert "findes borgeren ikke i Samspil" in nobody.text
    assert list(town.stand.town.referrals.numbers) == ["0101700000"]


async def test_the_list_survives_that_referral_is_away(visitor: Visitor) -> None:
    """People: that it cannot be had is not shown as that there is nothing."""
    visitor.stand.referral = Other(away=True)
    page = (await visitor.sign_in("henrik", at="/sletning")).text
    assert "Listen kan ikke hentes lige nu." in page
    assert "Ingen har bedt om" not in page


@pytest.mark.parametrize("username", ["anne", "viggo", "ellen", "drift"])
async def test_the_pages_are_for_managers(visitor: Visitor, username: str) -> None:
    """V3: nobody else sees or sends anything there; managers find it from their overview."""
    home = await visitor.sign_in(username)
    assert 'href="/sletning"' not in home.text
    proof = re.search(r'name="bevis" value="([^"]+)"', home.text)
    assert proof is not None
    for form in ("find", str(uuid4()), f"{uuid4()}/bekraeft", f"{uuid4()}/traek-tilbage"):
        answer = await visitor.post(f"/sletning/{form}", {"bevis": proof[1]})
        assert answer.status_code == 403
    visitor.client.cookies.clear()
    assert 'href="/sletning"' in (await visitor.sign_in("henrik", at="/ledelse")).text
