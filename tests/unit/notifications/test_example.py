"""Who gets what, by example (P3, on the rules page)."""

from contextlib import suppress
from itertools import product

import pytest

from services.notifications.domain.example import by_example
from services.notifications.domain.examples import EXAMPLES
from services.notifications.domain.overlay import Departure
from services.notifications.domain.rules import SHIPPED
from services.notifications.domain.situation import Situation
from services.notifications.handlers import compare_rules
from shared.contracts import PlaceGiven, Refused, SubGoalReached, every_fact
from shared.contracts.codes import OFFERS

HERE = Situation("socialpsykiatri", "kraftcenter-traening", also="sel82", relative=True)


def test_every_type_has_an_example_that_tells_whoever_its_rule_names() -> None:
    """P3: of every type of the catalogue it can be asked; one that is told to anybody is told to somebody in it."""
    assert {fact.type for fact in EXAMPLES} == set(SHIPPED.by_type) == {
        fact.type for fact in every_fact() if fact.owner != "intake"
    }  # fmt: skip
    for type_, rule in SHIPPED.by_type.items():
        places = any(noun in type_ for noun in ("forloeb", "plads", "foelgeskab"))
        offer = "peer-gruppe" if places else "polaris-gruppe" if "afgoerelse" in type_ else "kraftcenter-traening"
        found = by_example(type_, Situation("sel82", offer, "kraftcenter", True), SHIPPED)
        assert bool(found.telling.told) is bool(rule.every_code), type_


def test_present_and_edited_rules_are_told_side_by_side() -> None:
    """P3, I3: before it is saved, what a change would come to, and why somebody is left out."""
    quieter = (Departure(SubGoalReached.type, withhold=frozenset({"C"})),)
    found = compare_rules(SubGoalReached.type, HERE, quieter, SHIPPED, SHIPPED)
    kinds = [(r.recipient_kind, r.department, r.channel) for r in found.present.recipients]
    assert kinds == [
        ("department", "sel82", "inbox"),
        ("department", "socialpsykiatri", "inbox"),
        ("relative", None, "inbox"),
        ("relative", None, "mail"),
        ("department", "paaroerende", "inbox"),
        ("citizen", None, "inbox"),
    ]
    assert [r for r in found.present.recipients if r.recipient_kind != "citizen"] == list(found.edited.recipients)
    assert "Kommunens regler siger, at borgeren ikke får besked om dette." in [w.because for w in found.edited.withheld]


@pytest.mark.parametrize(
    ("type_", "situation", "pointer"),
    [
        (SubGoalReached.type, Situation("svr", "peer-gruppe"), "/situation/from_department"),
        (PlaceGiven.type, HERE, "/situation/offer"),
        ("dk.samspil.delmaal.udeblevet.v1", HERE, "/event_type"),
    ],
)
def test_a_situation_nobody_could_be_in_is_refused(type_: str, situation: Situation, pointer: str) -> None:
    """R5: what is shown could happen."""
    with pytest.raises(Refused) as refused:
        compare_rules(type_, situation, (), SHIPPED, SHIPPED)
    assert refused.value.errors[0].pointer == pointer


def test_every_possible_situation_can_be_asked_of() -> None:
    """P3: whatever offer and sender are chosen, the answer is who gets what or a refusal, never a fault."""
    for offer, sender in product(OFFERS, (None, "svr", "sel82")):
        for type_ in SHIPPED.by_type:
            with suppress(Refused):
                by_example(type_, Situation(sender, offer), SHIPPED)
