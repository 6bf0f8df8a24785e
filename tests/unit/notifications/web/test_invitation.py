"""The link in an invitation, from the mail to the inbox."""

import re

import httpx2
import pytest

from tests.unit.notifications.web.conftest import PAGES, Visitor
from tests.unit.notifications.web.samples import a_notice

TOKEN = "A" * 42 + "_"
CLOSED = "Invitationen kan ikke bruges"


@pytest.fixture
def invited(visitor: Visitor) -> Visitor:
    """An invitation has been sent, and there is something to read."""
    visitor.stand.invitations.open.add(TOKEN)
    visitor.stand.inbox.arrive(a_notice("delmaal.naaet", "Et delmål er nået."))
    return visitor


async def opened(visitor: Visitor, token: str = TOKEN) -> httpx2.Response:
    return await visitor.get(f"/invitation/{token}", follow_redirects=True)


async def confirm(visitor: Visitor, page: httpx2.Response) -> httpx2.Response:
    found = re.search(r'name="bevis" value="([^"]+)">\s*<button class="button button-primary"', page.text)
    assert found is not None
    return await visitor.post("/invitation", {"bevis": found[1]}, follow_redirects=True)


async def test_from_the_mail_to_the_inbox(invited: Visitor) -> None:
    """People: the link explains, signing in leads back to it, confirming binds, and the inbox is there to read."""
    page = await opened(invited)
    assert "Du er inviteret til Samspil" in page.text
    page = await invited.sign_in("ole", at="/log-ind?videre=/invitation")
    assert str(page.url) == f"{PAGES}/invitation"
    assert "Ole Lund" in page.text
    inbox = await confirm(invited, page)
    assert str(inbox.url) == f"{PAGES}/indbakke"
    assert "Et delmål er nået." in inbox.text
    assert "Du er ikke forbundet med nogen" not in inbox.text


async def test_a_relative_bound_to_nobody_is_told_so(invited: Visitor) -> None:
    """People: an empty inbox is no riddle; the page says why it is empty and what to do."""
    inbox = await invited.sign_in("ole")
    assert "Du er ikke forbundet med nogen" in inbox.text
    assert "Et delmål er nået." not in inbox.text
    assert "Du er ikke forbundet med nogen" not in (await invited.sign_in("ellen", at="/log-ind")).text


async def test_looking_uses_nothing_up(invited: Visitor) -> None:
    """A mail scanner opens every link, some more than once: only a person who confirms uses it."""
    for _ in range(3):
        assert "Du er inviteret til Samspil" in (await opened(invited)).text
    assert invited.stand.invitations.open == {TOKEN}
    assert not invited.stand.inbox.bound


async def test_the_token_leaves_the_address_at_once(invited: Visitor) -> None:
    """V1: it stands in no page's address, so in no history, no referrer and no way to sign in."""
    answer = await invited.get(f"/invitation/{TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/invitation")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "HttpOnly" in answer.headers["set-cookie"]
    page = await invited.get("/invitation")
    assert TOKEN not in page.text
    assert TOKEN not in str((await invited.get("/log-ind?videre=/invitation")).headers)


@pytest.mark.parametrize("token", ["B" * 43, "for-kort", "A" * 44, "%2e%2e"])
async def test_what_does_not_hold_says_so_and_no_more(invited: Visitor, token: str) -> None:
    """Used, expired, withdrawn and made up look the same to whoever tries."""
    page = await opened(invited, token)
    assert page.status_code == 410
    assert CLOSED in page.text


async def test_it_is_used_once(invited: Visitor) -> None:
    """One mail, one use: whoever opens the link afterwards finds it closed."""
    await opened(invited)
    page = await invited.sign_in("ole", at="/log-ind?videre=/invitation")
    await confirm(invited, page)
    assert CLOSED in (await opened(invited)).text


async def test_one_withdrawn_between_looking_and_confirming(invited: Visitor) -> None:
    """P2: what counts is the moment of confirming."""
    await opened(invited)
    page = await invited.sign_in("ole", at="/log-ind?videre=/invitation")
    invited.stand.invitations.open.clear()
    answer = await confirm(invited, page)
    assert (answer.status_code, CLOSED in answer.text) == (410, True)


@pytest.mark.parametrize("username", ["anne", "viggo", "drift"])
async def test_somebody_who_is_no_relative_cannot_accept_it(invited: Visitor, username: str) -> None:
    """People: a colleague at the same computer is told whom it is for, and it is not used up."""
    await opened(invited)
    page = await invited.sign_in(username, at="/log-ind?videre=/invitation")
    assert "Invitationen er til en pårørende" in page.text
    proof = re.search(r'name="bevis" value="([^"]+)"', page.text)
    assert proof is not None
    answer = await invited.post("/invitation", {"bevis": proof[1]})
    assert answer.status_code == 403
    assert invited.stand.invitations.open == {TOKEN}


async def test_confirming_needs_a_form_of_ours(invited: Visitor) -> None:
    """CSRF: another site cannot make a signed-in relative accept."""
    await opened(invited)
    await invited.sign_in("ole", at="/log-ind?videre=/invitation")
    for data in ({}, {"bevis": "made.up"}):
        assert (await invited.post("/invitation", data)).status_code == 403
    assert invited.stand.invitations.open == {TOKEN}


async def test_confirming_needs_somebody_signed_in(invited: Visitor) -> None:
    """People: nobody is bound who has not signed in."""
    await opened(invited)
    answer = await invited.post("/invitation", {"bevis": "made.up"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/log-ind?videre=%2Findbakke")
