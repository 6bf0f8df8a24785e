"""The rules page: read by who works with it, changed by a manager (I3, P3)."""

import re
from collections.abc import Mapping
from html import unescape

import httpx2
import pytest

from shared.contracts import SubGoalReached
from shared.contracts.codes import DEPARTMENTS
from tests.unit.notifications.web.conftest import PAGES, Visitor

RULES = "/regler"
CITIZEN_BOX = f"{SubGoalReached.type} C"
ASKED = {"type": SubGoalReached.type, "tilbud": "kraftcenter-traening", "fra": "socialpsykiatri", "niveau": "1"}


def ticked(page: httpx2.Response) -> list[str]:
    return [value for value, on in re.findall(r'name="told" value="([^"]+)"( checked)?', page.text) if on]


async def form(visitor: Visitor, *without: str, **more: str) -> dict[str, object]:
    """The page's form as it stands, but for the boxes in `without`."""
    page = await visitor.get(RULES)
    version = re.search(r'name="version" value="(\d+)"', page.text)
    assert version is not None
    told = [value for value in ticked(page) if value not in without]
    return {"bevis": await visitor.proof(), "version": version[1], "told": told, **more}


async def send(visitor: Visitor, fields: Mapping[str, object], path: str = RULES) -> httpx2.Response:
    return await visitor.client.post(PAGES + path, data=dict(fields), follow_redirects=True)


@pytest.mark.parametrize(("username", "boxes"), [("henrik", True), ("anne", False), ("drift", False)])
async def test_who_works_with_it_reads_it_and_a_manager_changes_it(
    visitor: Visitor, username: str, boxes: bool
) -> None:
    """I3: a table a subject, in Danish; boxes for managers alone, a reason where one is fixed."""
    await visitor.sign_in(username)
    page = await visitor.get(RULES)
    text = unescape(page.text)
    assert page.status_code == 200
    for said in (
        "Henvisninger",
        "Indsatser",
        "Mål",
        "Forløb og pladser",
        "Pårørende",
        "Næste ansvarlige",
        "Delmål nået",
    ):
        assert said in text
    assert "Bliver spurgt om noget og får derfor altid besked." in text
    assert ('name="told"' in text) is boxes
    assert ("Gem reglerne" in text) is boxes


@pytest.mark.parametrize("username", ["viggo", "ellen"])
async def test_citizens_and_relatives_have_no_such_page(visitor: Visitor, username: str) -> None:
    """I3: neither the page, nor the history, nor a link to them."""
    home = await visitor.sign_in(username)
    assert RULES not in home.text
    assert (await visitor.get(RULES)).status_code == 403
    assert (await visitor.get(f"{RULES}/historik")).status_code == 403


async def test_before_it_is_saved_it_is_seen_who_gets_what(visitor: Visitor) -> None:
    """P3: both sides, what is withheld and why; nothing is stored, and the boxes stay as they were ticked."""
    await visitor.sign_in("henrik")
    page = await send(visitor, await form(visitor, CITIZEN_BOX, goer="proev", **ASKED))
    text = unescape(page.text)
    assert "Efter de regler, der gælder nu" in text
    assert "Efter de regler, du har krydset af" in text
    assert "Borgeren: Kommunens regler siger, at borgeren ikke får besked om dette." in text
    assert "Delmål nået: Borgeren får ikke længere besked." in text
    assert CITIZEN_BOX not in ticked(page)
    assert visitor.stand.rules.book.versions == []


async def test_saving_makes_a_version_that_the_history_tells_of(visitor: Visitor) -> None:
    """I3: who, when and what; and the way back is another version."""
    await visitor.sign_in("henrik")
    page = await send(visitor, await form(visitor, CITIZEN_BOX, goer="gem", hvorfor="too_many"))
    assert "Reglerne er gemt og gælder nu." in page.text
    assert "version 1, ændret af Henrik Dahl" in unescape(page.text)
    history = unescape((await visitor.get(f"{RULES}/historik")).text)
    assert "Henrik Dahl, Kraftcenter. Der kom for mange beskeder" in history
    assert "Delmål nået: Borgeren får ikke længere besked." in history
    page = await send(visitor, {"bevis": await visitor.proof(), "version": "1", "til": "0"}, f"{RULES}/tilbage")
    assert "Reglerne er sat tilbage og gælder nu." in page.text
    assert CITIZEN_BOX in ticked(page)
    assert [version.back_to for version in visitor.stand.rules.book.versions] == [None, 0]


async def test_who_comes_second_is_told_and_keeps_what_they_ticked(visitor: Visitor) -> None:
    """I3: nobody's change is overwritten unseen; the page shows what it would change now."""
    await visitor.sign_in("henrik")
    late = await form(visitor, f"{SubGoalReached.type} I", goer="gem")
    await send(visitor, await form(visitor, CITIZEN_BOX, goer="gem"))
    page = await send(visitor, late)
    assert page.status_code == 409
    text = unescape(page.text)
    assert "En anden har ændret reglerne imens." in text
    assert "Delmål nået: Borgeren får nu besked." in text
    assert f"{SubGoalReached.type} I" not in ticked(page)
    assert len(visitor.stand.rules.book.versions) == 1


async def test_what_is_no_box_cannot_be_sent(visitor: Visitor) -> None:
    """I3: whoever makes up a box for what is fixed changes nothing."""
    await visitor.sign_in("henrik")
    fields = await form(visitor, goer="gem")
    made_up = [*fields["told"], "dk.samspil.plads.tildelt.v1 I", "x"]  # type: ignore[misc]
    page = await send(visitor, {**fields, "told": made_up})
    assert "Der var intet at ændre." in page.text
    assert visitor.stand.rules.book.versions == []


async def test_a_situation_is_asked_for_again_where_it_is_none(visitor: Visitor) -> None:
    """People: the fault stands at its field, and what was chosen stays."""
    await visitor.sign_in("anne")
    asked = {**ASKED, "bevis": await visitor.proof(), "tilbud": "peer-gruppe", "fra": "svr"}
    page = await send(visitor, asked, f"{RULES}/proev")
    assert page.status_code == 422
    assert "Afdelingen kan ikke henvise til tilbuddet." in page.text
    assert f'<option value="svr" selected>{DEPARTMENTS["svr"].name}' in page.text
    page = await send(visitor, {"bevis": await visitor.proof()}, f"{RULES}/proev")
    assert "Vælg, hvad der sker." in unescape(page.text)


async def test_others_change_nothing(visitor: Visitor) -> None:
    """I3, CSRF: neither a coordinator nor a form that is not ours."""
    await visitor.sign_in("henrik")
    fields = await form(visitor, CITIZEN_BOX, goer="gem")
    assert (await send(visitor, {**fields, "bevis": "made.up"})).status_code == 403
    visitor.client.cookies.clear()
    await visitor.sign_in("anne")
    for path in (RULES, f"{RULES}/tilbage"):
        mine = {**fields, "bevis": await visitor.proof(), "til": "0"}
        assert (await send(visitor, mine, path)).status_code == 403
    assert visitor.stand.rules.book.versions == []
