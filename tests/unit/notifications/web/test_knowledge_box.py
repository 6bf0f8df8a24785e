"""The knowledge box for the relatives' team."""

from html import unescape
from uuid import uuid4

import pytest

from services.notifications.domain.knowledge import Said
from services.notifications.web.knowledge_box import SHOWN
from tests.unit.notifications.web.conftest import PAGES, Visitor
from tests.unit.notifications.web.knowledge import RESTING
from tests.unit.notifications.web.samples import CITIZEN

SAID = Said("Åge <i>på</i> Ærøvej", "Han sover ikke.\nSpørg selv.", None)
BOX = "/viden/modtaget"


async def test_the_team_finds_what_waits_and_where(visitor: Visitor) -> None:
    """P4: a link at the top leads the team's coordinators to it, the oldest first; every word is escaped."""
    for number in range(3):
        visitor.stand.knowledge.lay(Said(f"Nummer {number}", SAID.words, "Ida"))
    visitor.stand.knowledge.lay(SAID)
    visitor.stand.knowledge.lay(Said("Allerede knyttet", "x"), CITIZEN)
    inbox = await visitor.sign_in("lone")
    assert f'href="{BOX}"' in inbox.text
    page = (await visitor.get(BOX)).text
    places = [page.index(f"Nummer {number}") for number in range(3)]
    assert places == sorted(places)
    assert SAID.about in unescape(page)
    assert "<i>på" not in page
    assert "Kontakt: Ida" in page
    assert "Kontakt: ikke oplyst" in page
    assert "Allerede knyttet" not in page


@pytest.mark.parametrize("username", ["peter", "anne", "viggo", "ellen", "drift"])
async def test_nobody_else_sees_it(visitor: Visitor, username: str) -> None:
    """P4: 403 for the team's manager, another department, the citizen, relatives and operations; no link either."""
    id_ = visitor.stand.knowledge.lay(SAID)
    home = await visitor.sign_in(username)
    assert BOX not in home.text
    proof = home.text.split('name="bevis" value="')[1].split('"')[0]
    for answer in (
        await visitor.get(BOX),
        await visitor.post(f"{BOX}/{id_}/knyt", {"bevis": proof, "borger": str(CITIZEN)}),
        await visitor.post(f"{BOX}/{id_}/slet", {"bevis": proof}),
    ):
        assert answer.status_code == 403
        assert "sover ikke" not in answer.text
    assert visitor.stand.knowledge.said == [SAID]


async def test_signing_in_leads_back_to_the_box(visitor: Visitor) -> None:
    """People: who follows a link to it and has to sign in comes back to it."""
    page = await visitor.sign_in("lone", at=BOX)
    assert str(page.url) == PAGES + BOX
    assert "Der ligger ikke noget i videnkassen." in page.text


@pytest.mark.parametrize("written", [f" {CITIZEN} ", f"http://pages.test/borger/{CITIZEN}?fra=referral#historik"])
async def test_matching_by_the_citizens_id(visitor: Visitor, written: str) -> None:
    """P4: by the id or the address of the citizen's page; it leaves the box, and the page says what was done."""
    id_ = visitor.stand.knowledge.lay(SAID)
    await visitor.sign_in("lone")
    form = {"bevis": await visitor.proof(), "borger": written, "trin": "send"}
    page = await visitor.post(f"{BOX}/{id_}/knyt", form, follow_redirects=True)
    assert (page.status_code, str(page.url)) == (200, f"{PAGES}{BOX}?gjort=knyttet")
    assert "Det er knyttet til borgeren." in page.text
    assert "Ærøvej" not in page.text
    assert visitor.stand.knowledge.kept[id_].citizen_id == CITIZEN


async def test_who_will_be_asked_stands_there_before_it_counts(visitor: Visitor) -> None:
    """P3, P4: a match cannot be taken back; the first press shows who is told, at its item, and changes nothing."""
    for number in range(SHOWN):
        visitor.stand.knowledge.lay(Said(f"Nummer {number}", "x"))
    id_ = visitor.stand.knowledge.lay(SAID)
    await visitor.sign_in("lone")
    form = {"bevis": await visitor.proof(), "borger": str(CITIZEN), "side": str(SHOWN)}
    page = await visitor.post(f"{BOX}/{id_}/knyt", form)
    assert page.status_code == 200
    assert "Hvem bliver bedt om at læse det" in page.text
    assert "<strong>Kraftcenter</strong>" in page.text
    assert "Det kan ikke fortrydes." in page.text
    assert f'name="borger" value="{CITIZEN}"' in page.text
    assert f'href="{BOX}?side={SHOWN}">Fortryd' in page.text
    assert visitor.stand.knowledge.kept[id_].citizen_id is None


async def test_what_a_colleague_has_taken_is_said_to_be_gone(visitor: Visitor) -> None:
    """P4: where the item is no more, nobody is left to wonder whether it was matched."""
    id_ = visitor.stand.knowledge.lay(SAID)
    await visitor.sign_in("lone")
    form = {"bevis": await visitor.proof(), "borger": str(CITIZEN)}
    await visitor.post(f"{BOX}/{id_}/knyt", form | {"trin": "send"})
    page = await visitor.post(f"{BOX}/{id_}/knyt", form)
    assert page.status_code == 422
    assert "Den viden ligger her ikke mere." in page.text
    assert "Hvem bliver bedt om at læse det" not in page.text


@pytest.mark.parametrize("trin", ["", "send"])
@pytest.mark.parametrize(
    ("borger", "fault"),
    [
        ("Åge", "Skriv id eller adressen på borgerens side i Samspil."),
        (str(uuid4()), "Borgeren kendes ikke her."),
        (str(RESTING), "Ingen anden afdeling er i gang."),
        ("", "Skriv"),
    ],
    ids=["no id", "unknown", "nobody would be told", "nothing"],
)
async def test_a_citizen_that_is_none_is_asked_for_again(visitor: Visitor, borger: str, fault: str, trin: str) -> None:
    """People: the fault stands at its item, what was typed is not repeated, and nothing has happened."""
    id_ = visitor.stand.knowledge.lay(SAID)
    visitor.stand.knowledge.lay(Said("En anden", "x"))
    await visitor.sign_in("lone")
    form = {"bevis": await visitor.proof(), "borger": borger, "trin": trin}
    page = await visitor.post(f"{BOX}/{id_}/knyt", form)
    assert page.status_code == 422
    assert fault in page.text
    assert page.text.count('aria-invalid="true"') == 1
    assert f'aria-describedby="fejl-{id_}"' in page.text
    assert not borger or borger not in page.text.replace("Åge &lt;i&gt;", "")
    assert visitor.stand.knowledge.kept[id_].citizen_id is None


async def test_discarding_is_for_good(visitor: Visitor) -> None:
    """P4: the row is gone, and a second press finds nothing."""
    id_, stays = visitor.stand.knowledge.lay(SAID), visitor.stand.knowledge.lay(Said("En anden", "x"))
    await visitor.sign_in("lone")
    form = {"bevis": await visitor.proof()}
    page = await visitor.post(f"{BOX}/{id_}/slet", form, follow_redirects=True)
    assert "Det er slettet for altid." in page.text
    assert list(visitor.stand.knowledge.kept) == [stays]
    assert (await visitor.post(f"{BOX}/{id_}/slet", form)).status_code == 404


async def test_another_site_can_neither_match_nor_discard(visitor: Visitor) -> None:
    """CSRF: a form that is not ours changes nothing."""
    id_ = visitor.stand.knowledge.lay(SAID)
    await visitor.sign_in("lone")
    for bevis in ("", "made.up"):
        for doing in ("knyt", "slet"):
            answer = await visitor.post(f"{BOX}/{id_}/{doing}", {"bevis": bevis, "borger": str(CITIZEN)})
            assert answer.status_code == 403
    assert visitor.stand.knowledge.kept[id_].citizen_id is None


async def test_it_comes_in_pages(visitor: Visitor) -> None:
    """People: nothing is left out and nothing shown twice."""
    for number in range(SHOWN + 1):
        visitor.stand.knowledge.lay(Said(f"Nummer {number}.", "x"))
    first = await visitor.sign_in("lone", at=BOX)
    assert first.text.count("<article") == SHOWN
    later = (await visitor.get(f"{BOX}?side={SHOWN}")).text
    assert f'href="{BOX}?side={SHOWN}"' in first.text
    assert later.count("<article") == 1
    assert f"Nummer {SHOWN}." in later
    assert f'<a href="{BOX}">Til de ældste</a>' in later
