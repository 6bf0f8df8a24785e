"""Forløb: opened and led on by the owner, signed up to by who may, with two answers that nobody keeps."""

import re
from uuid import UUID

import pytest

from tests.unit.notifications.web.casework import a_referral, accepted, fill_in, in_words
from tests.unit.notifications.web.conftest import Visitor

COURSE = {"offer": "peer-gruppe", "capacity": "1", "sessions": "10", "first_session_on": "2100-01-01"}


@pytest.fixture
def town(visitor: Visitor) -> Visitor:
    visitor.settle()
    return visitor


async def _course(town: Visitor) -> str:
    """Opened on the page by Kraftcenter's coordinator; her session ends."""
    await town.sign_in("anne")
    assert (await fill_in(town, "/forloeb", "aabn", **COURSE)).status_code == 303
    found = re.search(r'href="(/forloeb/[0-9a-f-]{36})"', (await town.get("/forloeb")).text)
    assert found is not None
    return found[1]


async def _as(town: Visitor, username: str) -> None:
    town.client.cookies.clear()
    await town.sign_in(username)


async def _sign_up(town: Visitor, course: str, citizen: UUID, **answers: str) -> str:
    page = (await town.get(f"{course}?borger={citizen}")).text
    form = page[page.index(f'action="{course}/tilmeld"') :]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', form[: form.index("</form>")]))
    return (await town.post(f"{course}/tilmeld", {**hidden, **answers})).text


async def test_a_course_is_opened_and_led_on_by_its_owner_alone(town: Visitor) -> None:
    """C1, C2: places, session and intake stand there for everybody; the forms are the owner's."""
    course = await _course(town)
    assert "0 af 10 er holdt" in in_words((await town.get(course)).text)
    assert (await fill_in(town, course, "moede")).status_code == 303
    assert "1 af 10 er holdt" in in_words((await town.get(course)).text)
    await _as(town, "birgit")
    page = (await town.get(course)).text
    assert 'id="moede"' not in page
    assert "1 ledige af 1" in in_words(page)


async def test_a_citizen_is_signed_up_and_the_answers_are_nowhere(town: Visitor) -> None:
    """C3: a place completes the referral; no answer stands in an address, in what is shown again or in a report."""
    course = await _course(town)
    await _as(town, "birgit")
    citizen, referral = await a_referral(town, "peer-gruppe", by="sel82")
    await accepted(town, citizen, referral)
    said = await _sign_up(town, course, citizen, voksen="ja", kontakt="ja")
    assert "Borgeren har fået en plads." in said
    assert "checked" not in said
    assert "gennemført" in in_words((await town.get(f"/henvisning/{referral}")).text)


@pytest.mark.parametrize("answers", [{"voksen": "nej", "kontakt": "ja"}, {"voksen": "ja", "kontakt": "nej"}])
async def test_of_a_refused_sign_up_nothing_is_kept(town: Visitor, answers: dict[str, str]) -> None:
    """C3: the page says no, alike for both questions, and shows no answer again."""
    course = await _course(town)
    await _as(town, "birgit")
    citizen, referral = await a_referral(town, "peer-gruppe", by="sel82")
    await accepted(town, citizen, referral)
    said = await _sign_up(town, course, citizen, **answers)
    assert "Forløbet er ikke for borgeren. Der er ikke gemt noget om det." in said
    assert "checked" not in said
    assert "1 ledige af 1" in in_words(said)


async def test_a_missing_answer_is_asked_for_and_the_other_is_not_shown_again(town: Visitor) -> None:
    """C3: not even a form that comes back keeps an answer."""
    course = await _course(town)
    await _as(town, "birgit")
    citizen, _ = await a_referral(town, "peer-gruppe", by="sel82")
    said = await _sign_up(town, course, citizen, voksen="nej")
    assert said.count("Vælg ja eller nej.") == 2
    assert "checked" not in said


async def test_signing_off_and_companionship(town: Visitor) -> None:
    """C3, C6: the owner starts a companionship for who has a place, ends it, and signs off without learning more."""
    course = await _course(town)
    await _as(town, "birgit")
    citizen, referral = await a_referral(town, "peer-gruppe", by="sel82")
    await accepted(town, citizen, referral)
    await _sign_up(town, course, citizen, voksen="ja", kontakt="ja")
    await _as(town, "anne")
    today = str(town.stand.town.centre.now.date())
    begun = await fill_in(town, f"{course}?borger={citizen}", "foelgeskab", ends_by=today)
    assert begun.status_code == 303
    ended = await fill_in(town, begun.headers["location"], "foelgeskab-slut", ends_by=today)
    assert ended.status_code == 303
    page = (await town.get(f"{course}?borger={citizen}")).text
    proof = re.search(r'name="bevis" value="([^"]+)"', page)
    assert proof is not None
    off = await town.post(f"{course}/afmeld", {"bevis": proof[1], "borger": str(citizen)})
    assert "Borgeren er ikke tilmeldt forløbet." in off.text
    assert "1 ledige af 1" in in_words(off.text)


async def test_a_course_looks_at_nobody_else(town: Visitor) -> None:
    """V2: the page of a course reads of those referred to its offer, and leaves no row at the department's others."""
    course = await _course(town)
    await _as(town, "birgit")
    own, referral = await a_referral(town, "peer-gruppe", by="sel82", name="Bodil Lauge")
    await accepted(town, own, referral)
    await a_referral(town, "peer-gruppe", by="sel82", name="Inger Holm")
    await a_referral(town, "kraftcenter-hjaelp", by="sel82")
    page = (await town.get(course)).text
    assert "Bodil Lauge" in page
    assert "Inger Holm" not in page
    assert {citizen for _, citizen in town.stand.town.referrals.looks} == {own}
