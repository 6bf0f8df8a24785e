"""The page of one notice: done once it is proven whose form it was, and leading back to one's own page."""

import pytest

from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.samples import a_notice

DOINGS = [
    ("udsaet", {"dato": "2999-01-01"}),
    ("fremme", {}),
    ("overdrag", {"kollega": "anne"}),
    ("laeg-tilbage", {}),
    ("kvitter", {"ord": "Set"}),
]


@pytest.mark.parametrize(("what", "fields"), DOINGS)
async def test_a_form_without_proof_changes_nothing(visitor: Visitor, what: str, fields: dict[str, str]) -> None:
    """CSRF: every one of them."""
    notice = a_notice()
    visitor.stand.inbox.notices = [notice]
    await visitor.sign_in()
    answer = await visitor.post(f"/indbakke/{notice.notice_id}/{what}", fields)
    assert answer.status_code == 403
    assert visitor.stand.inbox.notices == [notice]


@pytest.mark.parametrize(("what", "fields"), DOINGS)
async def test_what_is_done_with_no_notice_of_ones_own_is_a_page_that_says_so(
    visitor: Visitor, what: str, fields: dict[str, str]
) -> None:
    """404 for a notice that is not there to the reader."""
    await visitor.sign_in()
    visitor.stand.inbox.notices = [a_notice()]
    form = {**fields, "bevis": await visitor.proof()}
    if what == "udsaet":
        form["dato"] = "2026-12-24"
    answer = await visitor.post(f"/indbakke/7a1b2c3d-0000-4000-8000-00000000000f/{what}", form)
    assert answer.status_code == 404


async def test_it_leads_back_to_one_s_own_pages_alone(visitor: Visitor) -> None:
    """The way back stands in the form: nobody can be led elsewhere by it; and what was chosen is kept."""
    notice = a_notice()
    visitor.stand.inbox.notices = [notice]
    await visitor.sign_in()
    proof = await visitor.proof()
    for back, to in (
        ("/indbakke?vis=ulaeste&fra=svr", "/indbakke?vis=ulaeste&fra=svr&gjort=taget"),
        ("https://et.andet.sted/indbakke", "/indbakke?gjort=taget"),
        ("//et.andet.sted", "/indbakke?gjort=taget"),
    ):
        form = {"bevis": proof, "kollega": next(iter(visitor.stand.tending.known)), "tilbage": back}
        answer = await visitor.post(f"/indbakke/{notice.notice_id}/overdrag", form)
        assert answer.headers["location"] == f"{to}#besked-{notice.notice_id}"


async def test_whoever_signs_in_can_be_handed_something(visitor: Visitor) -> None:
    """A team knows each other by having signed in; a citizen is nobody's colleague."""
    for who in ("anne", "viggo"):
        await visitor.sign_in(who)
        visitor.client.cookies.clear()
    assert [each.name for each in visitor.stand.tending.known.values()] == ["Anne Kjær"]
