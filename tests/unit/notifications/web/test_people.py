"""Pages about who is reached and when: mail about one's inbox, a stand-in, and what was given up."""

import re

import httpx2

from services.notifications.domain.quiet import Hours
from tests.unit.notifications.web.conftest import PAGES, Visitor
from tests.unit.notifications.web.memory_people import LOST


async def sent(visitor: Visitor, path: str, **given: str) -> httpx2.Response:
    """One of the page's own forms, and where it leads."""
    return await visitor.post(path, {"bevis": await visitor.proof(), **given}, follow_redirects=True)


async def test_who_has_no_inbox_chooses_no_mail(visitor: Visitor) -> None:
    """V1: the form is refused to whom the page is refused."""
    await visitor.sign_in("drift")
    found = re.search(r'name="bevis" value="([^"]+)"', (await visitor.get("/drift")).text)
    assert found is not None
    given = {"bevis": found[1], "tempo": "at_once", "fra": "16", "til": "7"}
    assert (await visitor.get("/indstillinger/mail")).status_code == 403
    assert (await visitor.post("/indstillinger/mail", given)).status_code == 403


async def test_a_coordinator_chooses_mail_about_the_inbox(visitor: Visitor) -> None:
    """N3: by their own wish, to the address their sign-in has, at hours of their own."""
    page = await visitor.sign_in("karen", at="/indstillinger/mail")
    assert "karen@kommunen.example" in page.text
    assert 'value="none" checked' in page.text
    given = {"tempo": "digest", "fra": "16", "til": "7", "lukket": "ja"}
    answer = await sent(visitor, "/indstillinger/mail", **given)
    assert (answer.status_code, str(answer.url)) == (200, f"{PAGES}/indstillinger/mail?gemt=true")
    assert "Dit valg er gemt" in answer.text
    ((choice),) = visitor.stand.people.choices.values()
    assert (choice.pace, choice.hours) == ("digest", Hours(16, 7, True, True))
    assert choice.email == "karen@kommunen.example"


async def test_what_cannot_be_chosen_is_said_beside_the_field(visitor: Visitor) -> None:
    """Pages: a Danish sentence at each field, with what was written kept."""
    await visitor.sign_in("karen", at="/indstillinger/mail")
    answer = await sent(visitor, "/indstillinger/mail", tempo="altid", fra="25", til="7")
    assert answer.status_code == 422
    assert "Vælg, hvornår du vil have mail." in answer.text
    assert "Vælg en hel time." in answer.text
    assert '<option value="7" selected>' in answer.text


async def test_a_relative_chooses_when_but_not_whether(visitor: Visitor) -> None:
    """P2, N3: whether a relative is mailed is the citizen's to say."""
    page = await visitor.sign_in("ellen", at="/indstillinger/mail")
    assert 'value="none"' not in page.text
    assert (await sent(visitor, "/indstillinger/mail", tempo="none", fra="1", til="2")).status_code == 422


async def test_a_manager_names_a_stand_in(visitor: Visitor) -> None:
    """N4: by name, address and days; and takes it back."""
    page = await visitor.sign_in("henrik", at="/vikarer")
    assert "Vikaren er bedt om at læse den." in page.text
    days = {"fra": "2026-12-01", "til": "2026-12-24"}
    page = await sent(visitor, "/vikarer", navn="Anne Kjær", mail="anne@kommunen.example", **days)
    assert "Anne Kjær" in page.text
    assert "Vikaren er gemt." in page.text
    assert 'href="/henvisning/' in page.text, "what is unread leads on"
    assert visitor.stand.people.stand_ins["kraftcenter"].email == "anne@kommunen.example"
    await sent(visitor, "/vikarer", goer="fjern")
    assert visitor.stand.people.stand_ins == {}
    assert (await sent(visitor, "/vikarer", goer="fjern")).status_code == 200, "again, from another tab"


async def test_a_stand_in_that_will_not_do_is_not_kept(visitor: Visitor) -> None:
    """Pages: every field that is wrong is said, and what was written stays."""
    await visitor.sign_in("henrik", at="/vikarer")
    given = {"navn": "", "mail": "anne", "fra": "2026-12-24", "til": "2026-12-01"}
    answer = await sent(visitor, "/vikarer", **given)
    assert answer.status_code == 422
    for words in ("Skriv navnet", "Skal være en e-mailadresse.", "Den sidste dag kan ikke ligge før den første."):
        assert words in answer.text
    assert 'value="2026-12-24"' in answer.text
    answer = await sent(visitor, "/vikarer", **{**given, "fra": "snart"})
    assert "Vælg en dag." in answer.text
    assert visitor.stand.people.stand_ins == {}


async def test_what_was_given_up_is_seen_and_tried_again(visitor: Visitor) -> None:
    """N4: giving up is a state somebody sees, with why, what to do, and a button."""
    page = await visitor.sign_in("peter", at="/ikke-leveret")
    assert "Der er ingen brugbar adresse eller intet nummer." in page.text
    answer = await sent(visitor, f"/ikke-leveret/{LOST}")
    assert visitor.stand.people.retried == [LOST]
    assert "Alt er kommet frem." in answer.text


async def test_the_pages_are_their_own_roles(visitor: Visitor) -> None:
    """N4: a coordinator names no stand-in and sees nothing that was given up; nor by a form of their own."""
    await visitor.sign_in("karen")
    for path in ("/vikarer", "/ikke-leveret"):
        assert (await visitor.get(path)).status_code == 403
    assert (
        await sent(visitor, "/vikarer", navn="A", mail="a@b.dk", fra="2026-12-01", til="2026-12-01")
    ).status_code == 403
    assert (await sent(visitor, f"/ikke-leveret/{LOST}")).status_code == 403


async def test_a_sign_in_shows_who_somebody_is(visitor: Visitor) -> None:
    """N3: mail about an inbox lasts as long as the sign-ins say that it is theirs."""
    await visitor.sign_in("karen")
    assert visitor.stand.people.seen == [("coordinator", "karen@kommunen.example")]
