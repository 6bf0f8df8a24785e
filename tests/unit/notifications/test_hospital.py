"""N5: participants under § 82 are never subscribed to a hospital's notices, nor a hospital to theirs.

No hospital is among the shipped departments: here one of them is, as a municipality's register would say.
"""

from dataclasses import replace
from uuid import uuid4

import pytest

from services.notifications.domain import recipient as to
from services.notifications.domain import tell_departments
from services.notifications.domain.change import Change, Reach
from services.notifications.domain.overlay import Departure, overlay_of, with_overlay
from services.notifications.domain.rules import SHIPPED, Rules
from services.notifications.domain.telling import catch_up, tell
from services.notifications.domain.told import Handled
from shared.contracts import InterventionStarted, codes
from shared.contracts.involvement import Involvement
from tests.suites.notifications_story import NOON, accepted, asked, happened, started
from tests.unit.notifications.tellings import ANNA, CITIZEN, Story, told, why_not

HOSPITAL = to.department("socialpsykiatri")
KRAFTCENTER, SEL82 = to.department("kraftcenter"), to.department("sel82")
REGISTER = replace(SHIPPED, hospitals=frozenset({"socialpsykiatri"}))


def giving(rules: Rules) -> Rules:
    """Every notice that a municipality may give a hospital, given."""
    free = (type_ for type_, rule in rules.by_type.items() if "hospital" in rule.free)
    return with_overlay(rules, overlay_of((Departure(type_, frozenset({"hospital"})) for type_ in free), rules), 1)


def of_hospital(offer: str = "kraftcenter-traening") -> InterventionStarted:
    """Something the hospital runs for the citizen, in a loop of its own."""
    return InterventionStarted.model_validate(
        {"intervention_id": uuid4(), "department": "socialpsykiatri", "offer": offer, "follow_up_on": "2026-05-01"}
    )


def in_hospital() -> Story:
    fact = of_hospital()
    return Story(happened(fact, ANNA, fact.intervention_id, by="socialpsykiatri"))


def test_shipped_rules_give_a_hospital_nothing_by_itself() -> None:
    """N5: involved as it may be, it hears what a municipality decides, and the preview says so."""
    assert not any("hospital" in rule.every_code for rule in SHIPPED.by_type.values())
    found = in_hospital().tells(asked(ANNA, from_department="svr"), rules=REGISTER)
    assert HOSPITAL not in told(found)
    assert why_not(found)[HOSPITAL] == "hospital"


def test_a_municipality_can_give_it_what_it_may_share() -> None:
    """N5, I3: retssikkerhedsloven § 12 c covers what does not rest on § 82."""
    created = asked(ANNA, from_department="svr")
    story = in_hospital()
    story.tells(created, rules=REGISTER)
    assert HOSPITAL in told(story.tells(accepted(created), rules=giving(REGISTER)))


@pytest.mark.parametrize("rules", [REGISTER, giving(REGISTER)], ids=["as shipped", "given everything"])
def test_what_rests_on_82_is_kept_from_it_whatever_the_rules_say(rules: Rules) -> None:
    """N5: a participant's loop is told to its parties and the citizen, never to a hospital."""
    created = asked(ANNA, from_department="sel82", offer="peer-gruppe")
    story = in_hospital()
    earlier: list[Handled] = []
    for event in (created, accepted(created), started(created)):
        found = story.tells(event, *earlier, rules=rules)
        assert HOSPITAL not in told(found)
        assert CITIZEN in told(found)
        earlier.append(Handled(event, frozenset(told(found))))
    assert why_not(found)[HOSPITAL] in ("uncovered", "hospital")
    assert rules is REGISTER or why_not(found)[HOSPITAL] == "uncovered"


def test_82_is_seen_where_only_an_event_says_so() -> None:
    """N5: an intervention without a referral says its paragraph when it starts, and nothing else does later."""
    fact = InterventionStarted.model_validate(
        {"intervention_id": uuid4(), "department": "kraftcenter", "offer": "foelgeskab", "follow_up_on": "2026-05-01"}
    )
    found = in_hospital().tells(happened(fact, ANNA, fact.intervention_id, by="kraftcenter"), rules=giving(REGISTER))
    assert why_not(found)[HOSPITAL] == "uncovered"


def test_a_hospitals_notices_do_not_reach_who_knows_the_citizen_by_82_alone() -> None:
    """N5: involved through § 82 is no subscription to what a hospital reports; through anything else it is."""
    participant = asked(ANNA, from_department="sel82", offer="peer-gruppe")
    fact = of_hospital()
    event = happened(fact, ANNA, fact.intervention_id, by="socialpsykiatri")
    found = Story(participant).tells(event, rules=REGISTER)
    assert set(told(found)) == {CITIZEN}
    assert {KRAFTCENTER: "uncovered", SEL82: "uncovered"}.items() <= why_not(found).items()
    also = asked(ANNA, from_department="svr")
    assert KRAFTCENTER in told(Story(participant, also).tells(event, rules=REGISTER))


def test_a_hospital_that_comes_into_a_loop_is_not_told_what_was_before() -> None:
    """N5: nothing is sent to it by itself, earlier events least of all."""
    created = Handled(asked(ANNA, at=NOON), frozenset())
    came = Change(created.event, Involvement(), Involvement())
    assert catch_up(created, "socialpsykiatri", giving(REGISTER), came) == ()
    assert catch_up(Handled(asked(ANNA, from_department="svr"), frozenset()), "socialpsykiatri", SHIPPED, came) != ()


@pytest.mark.parametrize(("offer", "told_late"), [("peer-gruppe", False), ("kraftcenter-traening", True)])
def test_what_a_hospital_reported_is_not_told_late_to_who_is_there_by_82_alone(offer: str, told_late: bool) -> None:
    """N5: a newcomer had nothing to do with the citizen before: what counts is what it has come into. So it is of what
    the hospital reports of that loop itself."""
    created = asked(ANNA, offer=offer)
    before = Involvement().apply(created)
    start = started(created, by="svr")
    came = Change(start, before, before.apply(start))
    assert "svr" in came.newcomers()
    assert bool(catch_up(Handled(created, frozenset()), "svr", REGISTER, came)) is told_late
    same = Change(replace(start, department="socialpsykiatri"), before, came.after)
    assert (to.department("svr") in told(tell(same, REGISTER))) is told_late


def test_a_hospital_that_is_asked_for_something_is_told() -> None:
    """I5: who has the next step must know, hospital or not."""
    created = asked(ANNA, from_department="svr", offer="polaris-gruppe")
    assert told(Story().tells(created, rules=REGISTER))[HOSPITAL] == "answer"


def test_without_the_rule_it_would_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """N5: the tests above see it where the rule is gone."""
    monkeypatch.setattr(tell_departments, "uncovered", lambda *_: False)
    created = asked(ANNA, from_department="sel82", offer="peer-gruppe")
    story = in_hospital()
    story.tells(created, rules=REGISTER)
    monkeypatch.setattr(Change, "reach", lambda change: Reach(change.after.departments(), change.after.departments()))
    assert HOSPITAL in told(story.tells(accepted(created), rules=giving(REGISTER)))


def test_the_register_says_which_department_is_a_hospital(monkeypatch: pytest.MonkeyPatch) -> None:
    """N5: data, not code: a line in the list of departments."""
    listed = {"sygehus": {"name": "Sygehuset", "hospital": True}, "hjemmeplejen": {"name": "Hjemmeplejen"}}
    monkeypatch.setattr(codes, "read_list", lambda _: listed)
    assert [code for code, each in codes._departments().items() if each.hospital] == ["sygehus"]
