"""What may be muted (I3)."""

import pytest

from services.notifications.domain.muting import is_muted, mutable, muted_types
from services.notifications.domain.rules import SHIPPED
from services.notifications.handlers import mute, muted
from shared.contracts import (
    CorrectionReached,
    InterventionEnteredInError,
    KnowledgeReceived,
    ReferralOverdue,
    Refused,
    Reporter,
    SubGoalReached,
)
from tests.fakes.notifications_muting import FakeMutes
from tests.suites.notifications_story import of

ANNE, BO = Reporter("anne", "coordinator", "kraftcenter"), Reporter("bo", "coordinator", "kraftcenter")


def test_what_asks_and_what_corrects_cannot_be_muted() -> None:
    """I3, R7: types that always ask, and corrections with the word of how far they came, are no choice."""
    can = mutable(SHIPPED)
    assert SubGoalReached.type in can
    for fact in (KnowledgeReceived, ReferralOverdue, InterventionEnteredInError, CorrectionReached):
        assert fact.type not in can
        with pytest.raises(Refused) as refused:
            muted_types(["delmaal.tabt", fact.type], SHIPPED)
        assert (refused.value.status, refused.value.errors[0].pointer) == (422, "/event_types/1")


def test_of_a_type_that_may_ask_what_asks_is_shown() -> None:
    """I3: muted is what asks nothing; what asks, or did before it was answered, stays, and what is one's own to
    see to."""
    assert is_muted(SubGoalReached.type, False, frozenset({SubGoalReached.type}))
    assert not is_muted(SubGoalReached.type, True, frozenset({SubGoalReached.type}))
    assert not is_muted(SubGoalReached.type, False, frozenset())
    assert not is_muted(SubGoalReached.type, False, frozenset({SubGoalReached.type}), theirs=True)


async def test_each_coordinator_mutes_for_themself() -> None:
    """I3: a colleague's choice is their own; managers, who are only asked, have none."""
    mutes = FakeMutes()
    await mute(ANNE, ["delmaal.naaet"], mutes)
    assert await muted(ANNE, mutes) == {SubGoalReached.type}
    assert await muted(BO, mutes) == frozenset()
    for who in (of("kraftcenter", "manager"), Reporter("viggo", "citizen"), Reporter("en-app", "app", "kraftcenter")):
        with pytest.raises(Refused) as refused:
            await mute(who, [], mutes)
        assert refused.value.status == 403
