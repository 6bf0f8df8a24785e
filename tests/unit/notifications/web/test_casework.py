"""The coordinator's pages over the other services' own decisions: one citizen on one screen, and who is let in."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.notifications.web.casework import glass
from tests.unit.notifications.web.casework import a_referral, accepted, fill_in, in_words, started
from tests.unit.notifications.web.conftest import Visitor

REASON = "Borgeren står i skranken og er ved at gå i stykker."


@pytest.fixture
def town(visitor: Visitor) -> Visitor:
    visitor.settle()
    return visitor


async def test_one_citizen_on_one_screen(town: Visitor) -> None:
    """I1, V2: name, who is involved and why, what is open with its clock, and what has happened; read in casework."""
    citizen, referral = await a_referral(town)
    await town.sign_in("anne")
    page = await town.get(f"/borger/{citizen}")
    said = in_words(page.text)
    assert page.status_code == 200
    for words in ("Aksel Bræmer", "har henvist til ”Kraftcenter, træning”", "I skal svare, senest", "haster"):
        assert words in said, words
    assert f'href="/henvisning/{referral}"' in page.text
    assert "Henvisning oprettet" in said
    assert set(town.stand.town.purposes) == {("sagsbehandling", None)}
    assert "Aksel" not in re.search(r"<title>(.*)</title>", page.text)[1]  # type: ignore[index] # every page has one


async def test_a_manager_reads_what_a_coordinator_may(town: Visitor) -> None:
    """People: the manager of an involved department has the same page; nobody else's role has."""
    citizen, _ = await a_referral(town)
    await town.sign_in("henrik")
    assert "Aksel Bræmer" in (await town.get(f"/borger/{citizen}")).text
    await town.post("/log-ud", {"bevis": await town.proof()})


@pytest.mark.parametrize("username", ["viggo", "ellen", "drift"])
async def test_the_pages_are_for_those_who_work_with_citizens(town: Visitor, username: str) -> None:
    """A citizen, a relative and operations have no page about somebody, and no link to one."""
    citizen, referral = await a_referral(town)
    await town.sign_in(username)
    for path in ("/borgere", f"/borger/{citizen}", f"/henvisning/{referral}", "/henvisning/ny", "/forloeb"):
        page = await town.get(path)
        assert page.status_code == 403
        assert 'href="/borgere"' not in page.text


@pytest.mark.parametrize(
    ("away", "still"),
    [
        ("referral", "Henvisning oprettet"),
        ("kraftcenter", "har henvist til"),
        ("notifications", "har henvist til"),
    ],
)
async def test_each_part_survives_without_the_others(town: Visitor, away: str, still: str) -> None:
    """What cannot be had is said where it would stand; the rest is there."""
    citizen, _ = await a_referral(town)
    await town.sign_in("anne")
    town.stand.town.away.add(away)
    page = await town.get(f"/borger/{citizen}")
    assert (page.status_code, "kan ikke hentes lige nu" in page.text.lower(), still in in_words(page.text)) == (
        200,
        True,
        True,
    )


async def test_the_timeline_is_chosen_by_service_and_kind(town: Visitor) -> None:
    """The timeline of all services can be narrowed; what does not fit is not shown, and an empty choice says so."""
    citizen, _ = await a_referral(town)
    await town.sign_in("anne")
    assert "Henvisning oprettet" in (await town.get(f"/borger/{citizen}?slags=henvisning&fra=referral")).text
    page = await town.get(f"/borger/{citizen}?slags=maal")
    assert "Henvisning oprettet</strong>" not in page.text
    assert "Intet af den slags er sket" in in_words(page.text)


async def test_who_is_not_involved_is_offered_the_glass_and_must_say_why(town: Visitor) -> None:
    """V2: without access there is a page that says so; a reason in words opens it, for this citizen and for a while."""
    citizen, referral = await a_referral(town)
    await town.sign_in("birgit")
    page = await town.get(f"/borger/{citizen}")
    assert (page.status_code, "Dine ledere og borgeren får besked med det samme." in page.text) == (403, True)
    assert "Aksel" not in page.text
    proof = await town.proof()
    address = f"/borger/{citizen}/noedadgang"
    assert (await town.post(address, {"bevis": "forkert", "grund": REASON})).status_code == 403
    short = await town.post(address, {"bevis": proof, "grund": "akut"})
    assert (short.status_code, "Skriv med nogle ord" in short.text, ">akut<" in short.text.replace("\n", "")) == (
        422,
        True,
        True,
    )
    opened = await town.post(address, {"bevis": proof, "grund": REASON})
    assert (opened.status_code, opened.headers["location"]) == (303, f"/borger/{citizen}")
    assert "skranken" not in opened.headers["set-cookie"]
    town.stand.town.purposes.clear()
    page = await town.get(f"/borger/{citizen}")
    assert "Aksel Bræmer" in page.text
    assert "med nødadgang til kl." in page.text
    purposes = town.stand.town.purposes
    assert {purpose for purpose, _ in purposes} == {"noedadgang"}
    assert all(reason for _, reason in purposes)
    assert (await town.get(f"/henvisning/{referral}")).status_code == 200, "what the opened page links to is shut"
    assert {look.purpose for look, _ in town.stand.town.referrals.looks} == {"noedadgang"}
    elsewhere = (await a_referral(town, "kraftcenter-traening", name="Bodil Lauge"))[1]
    assert (await town.get(f"/henvisning/{elsewhere}")).status_code == 404
    other = await town.stand.town.citizen("Inger Holm")
    assert "Inger" not in (await town.get(f"/borger/{other}")).text
    await town.post(f"{address}/slut", {"bevis": proof})
    assert (await town.get(f"/borger/{citizen}")).status_code == 403


@pytest.mark.parametrize("written", [False, True])
async def test_an_open_glass_leaves_nothing_at_its_citizen_while_one_does_ones_own_work(
    town: Visitor, written: bool
) -> None:
    """V2: who broke the glass for one citizen and then works on another's, their own case, looks at that one alone."""
    shut, _ = await a_referral(town, "paaroerende-vejledning", to="paaroerende", name="Inger Holm")
    own, referral = await a_referral(town)
    await accepted(town, own, referral)
    intervention = await started(town, own, referral)
    await town.sign_in("anne")
    await town.post(f"/borger/{shut}/noedadgang", {"bevis": await town.proof(), "grund": REASON})
    purposes = town.stand.town.purposes
    purposes.clear()
    for page, slug in ((f"/henvisning/{referral}", "bero"), (f"/indsats/{intervention}", "afslut")):
        if written:
            assert (await fill_in(town, page, slug)).status_code == 422
        else:
            assert "Aksel Bræmer" in (await town.get(page)).text
    assert set(purposes) == {("sagsbehandling", None)}


async def test_the_glass_is_whole_again_after_its_time(town: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """V2: a reason is good for a quarter of an hour, and only in the session it was given in."""
    citizen, _ = await a_referral(town)
    await town.sign_in("birgit")
    monkeypatch.setattr(glass, "LASTS", timedelta(seconds=-1))
    await town.post(f"/borger/{citizen}/noedadgang", {"bevis": await town.proof(), "grund": REASON})
    assert (await town.get(f"/borger/{citizen}")).status_code == 403


async def test_a_citizen_nobody_knows_is_answered_alike(town: Visitor) -> None:
    """V1: that somebody is known to Samspil at all is not told to who may not see them."""
    known, _ = await a_referral(town)
    await town.sign_in("birgit")
    unknown = uuid4()
    pages = [(await town.get(f"/borger/{each}")) for each in (known, unknown)]
    assert pages[0].status_code == pages[1].status_code == 403
    assert _plain(pages[0].text, known) == _plain(pages[1].text, unknown)


def _plain(page: str, citizen: UUID) -> str:
    return re.sub(r'name="bevis" value="[^"]+"', "", page.replace(str(citizen), ""))


async def test_my_citizens_are_listed_with_the_most_urgent_first(town: Visitor) -> None:
    """R1: what waits for the reader's department stands above what waits for others."""
    later, _ = await a_referral(town, name="Inger Holm", priority="routine")
    sooner, _ = await a_referral(town, name="Solveig Riis")
    await town.sign_in("anne")
    page = await town.get("/borgere")
    assert page.text.index(f"/borger/{sooner}") < page.text.index(f"/borger/{later}")
    assert "Solveig Riis" in page.text
    assert page.text.count("Venter på jer") == 2


async def test_a_department_without_citizens_is_told_what_to_do(town: Visitor) -> None:
    """People: an empty page is no riddle."""
    await town.sign_in("birgit")
    page = await town.get("/borgere")
    assert "I har ingen borgere i Samspil endnu" in page.text
    assert 'href="/henvisning/ny"' in page.text


async def test_a_citizen_is_found_by_a_number_that_stands_nowhere(town: Visitor) -> None:
    """V1, I1: the CPR number is sent in a body, is in no address, and is not given back where something is wrong;
    whoever the department works with is found by it."""
    citizen, _ = await a_referral(town)
    town.stand.town.referrals.numbers["0101700000"] = citizen
    await town.sign_in("anne")
    proof = await town.proof()
    wrong = await town.post("/borgere/find", {"bevis": proof, "cpr": "0101"})
    assert (wrong.status_code, "ti cifre" in wrong.text, 'value="0101"' in wrong.text) == (422, True, False)
    found = await town.post("/borgere/find", {"bevis": proof, "cpr": "010170-0000"})
    assert (found.status_code, found.headers["location"]) == (303, f"/borger/{citizen}")


async def test_looking_for_a_citizen_registers_nobody(town: Visitor) -> None:
    """V1, I1: nobody's number and another department's are answered alike, and the way on is a new referral, which
    registers; from there an intervention can be begun, too."""
    citizen, _ = await a_referral(town)
    known = town.stand.town.referrals.numbers
    known["0101700000"] = citizen
    await town.sign_in("birgit")
    proof = await town.proof()
    others, nobodys = [
        await town.post("/borgere/find", {"bevis": proof, "cpr": cpr}) for cpr in ("0101700000", "0202700000")
    ]
    assert others.status_code == nobodys.status_code == 200
    assert _plain(others.text, citizen) == _plain(nobodys.text, citizen)
    assert "I arbejder ikke med nogen borger med det nummer" in others.text
    assert list(known) == ["0101700000"]
    town.client.cookies.clear()
    await town.sign_in("anne")
    whom = {"bevis": await town.proof(), "cpr": "020270-0000", "navn": "Viggo Lund"}
    registered = await town.post("/henvisning/ny/borger", whom)
    assert list(known) == ["0101700000", "0202700000"]
    form = await town.get(registered.headers["location"])
    other = re.search(r'href="(/borger/[0-9a-f-]{36}\?fundet=1)"', form.text)
    assert other is not None
    page = await town.get(other[1])
    assert "I er ikke i gang med noget for borgeren endnu" in page.text
    begin = re.search(r'href="(/indsats/ny[^"]+)">Start en indsats', page.text)
    assert begin is not None, "an intervention without a referral cannot be reached"
    assert (await town.get(begin[1])).status_code == 200
