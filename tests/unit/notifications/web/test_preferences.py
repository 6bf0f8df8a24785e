"""The page of one's own settings, and hiding from a notice (I3)."""

from html import unescape

import pytest

from shared.contracts import SubGoalReached
from tests.unit.notifications.web.conftest import PAGES, Visitor
from tests.unit.notifications.web.samples import a_notice, a_task

SETTINGS = "/indstillinger"


async def test_a_coordinator_chooses_what_not_to_see(visitor: Visitor) -> None:
    """I3: by the names of what happens; what was chosen is ticked, and nothing that asks or corrects is there."""
    await visitor.sign_in("anne")
    form = {"bevis": await visitor.proof(), "skjul": SubGoalReached.type}
    page = await visitor.post(f"{SETTINGS}/skjulte", form, follow_redirects=True)
    text = unescape(page.text)
    assert str(page.url) == f"{PAGES}{SETTINGS}?gjort=skjult"
    assert "Det er gemt, hvilke beskeder du ikke vil se." in text
    assert text.count(" checked>") == 1
    assert f'value="{SubGoalReached.type}" checked>' in text
    for never in ("Viden modtaget", "fejlregistreret", "Frist overskredet", "Rettelse"):
        assert never not in text


async def test_a_notice_that_asks_nothing_can_be_muted_where_it_stands(visitor: Visitor) -> None:
    """I3: one press mutes its type; what asks something refuses."""
    news, task = a_notice("delmaal.naaet", "Et delmål er nået."), a_task()
    visitor.stand.inbox.notices = [news, task]
    await visitor.sign_in("anne")
    form = {"bevis": await visitor.proof(), "tilbage": "/indbakke?vis=ulaeste"}
    answer = await visitor.post(f"/indbakke/{news.notice_id}/skjul", form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/indbakke?vis=ulaeste&gjort=skjult")
    said = unescape((await visitor.get(answer.headers["location"])).text)
    assert "Beskeder af den slags er skjult for dig." in said
    assert '<a href="/indstillinger#skjulte">' in said
    assert list(visitor.stand.muting.kept.by_person.values()) == [frozenset({SubGoalReached.type})]
    assert (await visitor.post(f"/indbakke/{task.notice_id}/skjul", form)).status_code == 422


@pytest.mark.parametrize("username", ["henrik", "viggo", "ellen", "drift"])
async def test_who_has_nothing_to_mute_mutes_nothing(visitor: Visitor, username: str) -> None:
    """I3: coordinators alone; nobody with a form that is not ours."""
    await visitor.sign_in(username)
    assert (await visitor.post(f"{SETTINGS}/skjulte", {"bevis": "made.up"})).status_code == 403
    assert visitor.stand.muting.kept.by_person == {}


async def test_everybody_with_an_inbox_finds_their_settings(visitor: Visitor) -> None:
    """People: one place for one's own; who has nothing to mute finds mail there all the same."""
    await visitor.sign_in("viggo")
    page = await visitor.get(SETTINGS)
    assert 'href="/indstillinger/mail"' in page.text
    assert 'name="skjul"' not in page.text


async def test_what_is_muted_can_be_shown_again(visitor: Visitor) -> None:
    """I3: hidden by itself, brought out by a filter, and the card says that it is hidden and where that is changed."""
    visitor.stand.inbox.notices = [a_notice("delmaal.naaet", "Et delmål er nået."), a_task()]
    visitor.stand.inbox.muted = frozenset({SubGoalReached.type})
    await visitor.sign_in("anne")
    await visitor.post(f"{SETTINGS}/skjulte", {"bevis": await visitor.proof(), "skjul": SubGoalReached.type})
    page = await visitor.get("/indbakke")
    assert "Et delmål er nået." not in unescape(page.text)
    assert "Vis også skjulte" in unescape(page.text)
    page = await visitor.get("/indbakke?skjulte=1")
    assert "Et delmål er nået." in unescape(page.text)
    assert '<a href="/indstillinger#skjulte">' in page.text
    visitor.client.cookies.clear()
    await visitor.sign_in("henrik")
    assert "Vis også skjulte" not in unescape((await visitor.get("/indbakke")).text)


async def test_a_notice_says_how_its_like_is_muted(visitor: Visitor) -> None:
    """I3: a button where nothing is asked, none where something is."""
    news, task = a_notice("delmaal.naaet", "Et delmål er nået."), a_task()
    visitor.stand.inbox.notices = [news, task]
    page = (await visitor.sign_in("anne")).text
    assert f'action="/indbakke/{news.notice_id}/skjul"' in page
    assert f'action="/indbakke/{task.notice_id}/skjul"' not in page
