"""The shipped rules and words against the catalogue: what can drift apart is held together here."""

import string
from typing import Any

import pytest

from services.notifications.domain import wording
from services.notifications.domain.correction import CORRECTIONS
from services.notifications.domain.rules import NOBODY, ORDER, SHIPPED, read_rules
from services.notifications.domain.telling import _TELLERS
from services.notifications.domain.unread import SEE_TO_READ
from shared.contracts import every_fact
from shared.contracts.codes import DESIGNABLE

PUBLISHED = [fact for fact in every_fact() if fact.owner != "intake"]


def test_every_type_has_a_rule() -> None:
    """I2: the shipped rule is one row per type of the catalogue; a type nobody has ruled on is told to nobody."""
    assert set(SHIPPED.by_type) == {fact.type for fact in PUBLISHED}
    assert SHIPPED.of("dk.samspil.noget.andet.v1") is NOBODY


def test_what_a_designation_may_name_is_what_relatives_are_told() -> None:
    """P2: a citizen can let a relative know exactly of the types whose rule has D."""
    assert {type_ for type_, rule in SHIPPED.by_type.items() if "D" in rule.every_code} == set(DESIGNABLE)


def test_every_code_is_known_and_used() -> None:
    """I3: the rules are data; each code in them has its meaning in the code, and none is left over."""
    assert set(_TELLERS) == set(ORDER)
    assert {code for rule in SHIPPED.by_type.values() for code in rule.every_code | rule.free} == set(ORDER)


@pytest.mark.parametrize(
    "rule", ['[a.b]\ntold = ["everybody"]', "[a.b]\ntold_at = { 1 = ['X'] }"], ids=["told", "told_at"]
)
def test_an_unknown_code_is_refused(rule: str) -> None:
    """I3: a rule with a code that means nothing would silently tell nobody."""
    with pytest.raises(ValueError, match="no such code"):
        read_rules(rule)


def test_every_ask_names_an_action_and_a_field() -> None:
    """I5: what is asked has words, and by when is a field of the event."""
    actions = wording._words()["action"]
    for fact in PUBLISHED:
        rule = SHIPPED.of(fact.type)
        for ask in (rule.asks, rule.managers):
            assert {ask.code, *ask.codes.values()} - {None} <= set(actions)
            assert ask.by is None or ask.by in fact.model_fields
        assert rule.due is None or rule.due in fact.model_fields
    told = {code for rule in SHIPPED.by_type.values() for ask in (rule.asks, rule.managers) for code in _codes(ask)}
    assert told | {SEE_TO_READ} == set(actions)


def test_every_type_can_be_told_in_words() -> None:
    """Plain Danish for every type; a sentence names only what its event holds, or what can be said of it."""
    words = wording._words()
    assert set(words["text"]) == set(SHIPPED.by_type)
    derived = {
        "authority",
        "goal_kind",
        "department_or_person",
        "course",
        "not_reached",
        "not_told",
        "next_course",
    }
    types = {fact.type for fact in PUBLISHED}
    for room in ("text", "citizen", "relative", "managers"):
        for type_, row in words[room].items():
            (fact,) = (f for f in PUBLISHED if f.type == type_)
            assert ("by" in row) != ("text" in row)
            corrected = row.get("wrong", {"any": ""})
            assert (fact.type in CORRECTIONS) == ("wrong" in row)
            assert set(corrected) - {"any"} < types
            beside = {"wrong", "wrong_on"}
            said = [(sentence, set(fact.model_fields)) for name, sentence in row.items() if name not in ("by", "wrong")]
            for sentence, fields in said + [(sentence, beside) for sentence in corrected.values() if sentence]:
                named = {field for _, field, _, _ in string.Formatter().parse(sentence) if field}
                assert named <= derived | fields
                assert sentence.endswith("."), "a sentence ends"


def _codes(ask: Any) -> set[str]:
    return ({ask.code} if ask.code else set()) | set(ask.codes.values())
