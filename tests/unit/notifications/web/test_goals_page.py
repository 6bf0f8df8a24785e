"""Mål: set by who may, agreed, reached and lost, both words side by side."""

import re
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.casework.goal_steps import Basis, steps_of
from services.notifications.web.casework.known import Intervention
from shared.contracts import EligibilityDecided, Fact, ReferralCreated, ReferralEnteredInError, Reporter
from tests.unit.notifications.web.casework import a_referral, accepted, fill_in, in_words, started
from tests.unit.notifications.web.conftest import Visitor


@pytest.fixture
async def citizen(visitor: Visitor) -> UUID:
    """With an intervention at Kraftcenter."""
    visitor.settle()
    who, referral = await a_referral(visitor)
    await accepted(visitor, who, referral)
    await started(visitor, who, referral)
    return who


async def test_a_goal_is_set_agreed_on_reached_and_lost(visitor: Visitor, citizen: UUID) -> None:
    """G1, G2, G3: the provider's forms, one after the other; the citizen's words stand beside the professional's."""
    await visitor.sign_in("anne")
    page = f"/borger/{citizen}/maal"
    bases = re.findall(r'name="nyt-basis" value="([^"]+)" checked', (await visitor.get(page)).text)
    assert (await fill_in(visitor, page, "nyt", basis=bases[0], themes="relationer", kind="develop")).status_code == 303
    goal = _slug((await visitor.get(page)).text, "aftal-")
    agreed = await fill_in(
        visitor, page, goal, measure_kind="count", target_on="2100-01-01", citizen_took_part="ja",
        citizen_words="Jeg vil ud to gange om ugen.",
    )  # fmt: skip
    assert agreed.status_code == 303
    today = str(visitor.stand.town.centre.now.date())
    sub = _slug((await visitor.get(page)).text, "naaet-")
    reached = await fill_in(
        visitor, page, sub, reached_on=today, informant="citizen", citizen_words="Det gik <b>godt</b>."
    )
    assert reached.status_code == 303
    text = (await visitor.get(page)).text
    assert "1 af 1 delmål nået" in in_words(text)
    assert "Det gik &lt;b&gt;godt&lt;/b&gt;." in text
    assert "Jeg vil ud to gange om ugen." in text
    lost = await fill_in(visitor, page, _slug(text, "tabt-"), lost_on=today, informant="professional")
    assert lost.status_code == 303
    assert "0 af 1 delmål nået" in in_words((await visitor.get(f"/borger/{citizen}")).text)


async def test_who_may_not_set_goals_has_no_form(visitor: Visitor, citizen: UUID) -> None:
    """R6, G1: an involved department sees the goals and cannot set them; a form of its own making is refused, with
    what was written in it."""
    await visitor.sign_in("mette")
    page = f"/borger/{citizen}/maal"
    assert 'id="nyt"' not in (await visitor.get(page)).text
    words = {"naaet-citizen_words": "Jeg kan <selv>."}
    sent = await visitor.post(f"{page}/nyt", {"bevis": await visitor.proof(), "indberetning": str(uuid4()), **words})
    assert (sent.status_code, "Det er ændret i mellemtiden" in sent.text) == (409, True)
    assert "Jeg kan &lt;selv&gt;." in sent.text


@pytest.mark.parametrize(
    ("state", "bases"),
    [
        (None, ["Afgørelsen om ”POLARIS, gruppeforløb”"]),
        ("running", ["Indsatsen ”POLARIS, gruppeforløb”"]),
        ("ended", []),
        ("entered-in-error", ["Afgørelsen om ”POLARIS, gruppeforløb”"]),
    ],
)
def test_the_authority_sets_goals_for_what_they_can_rest_on(state: str | None, bases: list[str]) -> None:
    """G1, R6: its decision until an intervention carries it out; then that intervention, while it runs."""
    citizen, loop, referral, decision = (uuid4() for _ in range(4))
    day = date(2026, 11, 1)
    begun = [] if state is None else [
        Intervention(
            uuid4(), citizen, state, "socialpsykiatri", "polaris-gruppe", referral, day, day, None, None, 0, loop
        )
    ]  # fmt: skip
    happened = [
        _said(EligibilityDecided, decision_id=decision, offer="polaris-gruppe", granted=True),
        _said(ReferralCreated, referral_id=referral, decision_id=decision),
        _said(ReferralCreated, referral_id=uuid4(), decision_id=None),
    ]
    steps = steps_of([], Basis.of(happened, begun), Reporter("karen", "coordinator", "svr"), day)
    assert [name for step in steps for _, name in step.fields[0].options] == bases
    assert steps_of([], Basis.of(happened, begun), Reporter("mette", "coordinator", "socialpsykiatri"), day) == []


def test_a_decision_entered_in_error_has_no_goals() -> None:
    """R7, G1: neither one taken back, nor one of an application that was wrong as a whole, is offered; others are."""
    whole, other = uuid4(), uuid4()
    decisions = [
        _said(EligibilityDecided, decision_id=uuid4(), offer="polaris-gruppe", granted=True, referral_id=referral)
        for referral in (uuid4(), whole, other)
    ]
    wrong = [
        _said(ReferralEnteredInError, referral_id=decisions[0].data["referral_id"], event_id=decisions[0].event_id),
        _said(ReferralEnteredInError, referral_id=whole, event_id=None),
    ]
    basis = Basis.of([*decisions, *wrong], [])
    assert list(basis.decisions) == [decisions[2].data["decision_id"]]


def _said(fact: type[Fact], **data: Any) -> TimelineEntry:
    wire = {name: str(value) if isinstance(value, UUID) else value for name, value in data.items()}
    return TimelineEntry(uuid4(), fact.type, "", datetime.now(UTC), "referral", None, wire, None)


def _slug(page: str, start: str) -> str:
    found = re.search(rf'id="({start}[0-9a-f-]{{36}})"', page)
    assert found is not None
    return found[1]
