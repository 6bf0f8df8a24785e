"""Marking a notice as read from the page: with JavaScript and without, and by nobody else's form."""

import pytest

from services.notifications.web import csrf
from tests.unit.notifications.web.conftest import Visitor
from tests.unit.notifications.web.samples import a_notice


async def test_a_plain_form_marks_a_notice_read_and_leads_back_to_where_it_was(visitor: Visitor) -> None:
    """Without JavaScript by reload."""
    notice = a_notice()
    visitor.stand.inbox.notices = [notice]
    await visitor.sign_in()
    form = {"bevis": await visitor.proof(), "tilbage": "/indbakke?vis=ulaeste"}
    answer = await visitor.post(f"/indbakke/{notice.notice_id}/laest", form)
    assert answer.headers["location"] == f"/indbakke?vis=ulaeste#besked-{notice.notice_id}"
    assert visitor.stand.inbox.notices[0].read_by == "Anne Kjær"


async def test_a_script_gets_the_notice_and_the_new_count(visitor: Visitor) -> None:
    """With JavaScript nothing else on the page moves."""
    notice = a_notice()
    visitor.stand.inbox.notices = [notice, a_notice()]
    await visitor.sign_in()
    form = {"bevis": await visitor.proof()}
    answer = await visitor.post(f"/indbakke/{notice.notice_id}/laest", form, headers={"hx-request": "true"})
    assert answer.text.lstrip().startswith("<article")
    assert "Læst af Anne Kjær i dag kl." in answer.text
    assert 'hx-swap-oob="true">1 ulæst<' in answer.text


@pytest.mark.parametrize("proof", [None, "", "made-up", "a.b"])
async def test_a_form_without_proof_of_being_ours_changes_nothing(visitor: Visitor, proof: str | None) -> None:
    """CSRF: SameSite alone is not relied on."""
    notice = a_notice()
    visitor.stand.inbox.notices = [notice]
    await visitor.sign_in()
    answer = await visitor.post(f"/indbakke/{notice.notice_id}/laest", {} if proof is None else {"bevis": proof})
    assert answer.status_code == 403
    assert visitor.stand.inbox.notices[0].read_at is None


def test_proof_holds_for_its_own_session_alone_and_looks_new_each_time() -> None:
    """One session's form is worth nothing in another; and a compressed page's length gives nothing away."""
    one, other = csrf.form_proof("session"), csrf.form_proof("session")
    assert one != other
    assert csrf.holds("session", one)
    assert csrf.holds("session", other)
    assert not csrf.holds("another", one)
