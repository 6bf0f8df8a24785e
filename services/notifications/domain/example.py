"""Who gets what, by example (P3, on the rules page): a citizen nobody is, and what has happened to them so far.

The history is told by the rules asked about, so that a correction finds whom its original reached.
"""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from services.notifications.domain.change import Change
from services.notifications.domain.example_parts import CITIZEN, COURSE, DAY, DESIGNATION, NOON, OTHER
from services.notifications.domain.examples import EXAMPLES, must_suit
from services.notifications.domain.receivers import NO_RECEIVERS, Receivers
from services.notifications.domain.rules import Rule, Rules
from services.notifications.domain.shown import ABOUT_COURSES
from services.notifications.domain.situation import Situation
from services.notifications.domain.telling import tell
from services.notifications.domain.told import Handled, Telling
from shared.contracts import SOURCE_PREFIX, Event, Fact, InterventionStarted, RelativeDesignated, fact_of
from shared.contracts.codes import DESIGNABLE, OFFERS, RELATIVES_TEAM
from shared.contracts.involvement import Involvement


class Shown(NamedTuple):
    """What an event of the type comes to in the situation, and the rule that said so."""

    telling: Telling
    rule: Rule


def by_example(type_: str, situation: Situation, rules: Rules, receivers: Receivers = NO_RECEIVERS) -> Shown:
    """`type_` is one of the catalogue's. Raises Refused (422) for a situation nobody could be in."""
    situation.must_be_possible()
    fact = fact_of(type_)
    assert fact is not None  # noqa: S101 (a type of the catalogue)
    must_suit(fact, situation.offer)
    known, told = _beforehand(type_, situation), dict[str, Event[Any]]()
    earlier: list[Handled] = []
    telling = Telling((), ())
    for number, each in enumerate((*EXAMPLES[fact].after, fact)):
        example = EXAMPLES[each]
        event = _event(example.fact(situation, told), example.loop, example.by(situation), number)
        before, known = known, known.apply(event)
        telling = tell(Change(event, before, known), rules, earlier, receivers)
        earlier.append(Handled(event, frozenset(line.recipient for line in telling.told)))
        told[each.type] = event
    return Shown(telling, rules.of(type_))


def _beforehand(type_: str, situation: Situation) -> Involvement:
    known = Involvement()
    if situation.also is not None:
        fact: Fact = InterventionStarted(
            intervention_id=OTHER, department=situation.also, offer=_uncontested(situation.also), follow_up_on=DAY
        )
        known = known.apply(_event(fact, OTHER, situation.also, -2))
    if situation.relative and type_ in DESIGNABLE:
        fact = RelativeDesignated(
            designation_id=DESIGNATION, relation="family", may_know=(type_,), channels=("inbox", "mail")
        )
        known = known.apply(_event(fact, DESIGNATION, RELATIVES_TEAM, -1))
    return known


def _uncontested(department: str) -> str:
    """An offer the department runs, else any that rests on no paragraph."""
    own = (code for code, offer in OFFERS.items() if offer.run_by == department)
    return next(own, None) or next(code for code, offer in OFFERS.items() if offer.legal_basis is None)


def _event(fact: Fact, loop: UUID, by: str | None, number: int) -> Event[Any]:
    at = NOON + timedelta(minutes=number)
    return Event(
        id=UUID(int=100 + number),
        source=SOURCE_PREFIX + fact.owner,
        subject=COURSE if fact.type in ABOUT_COURSES else CITIZEN,
        time=at,
        registeredtime=at,
        version=1,
        causationid=UUID(int=200 + number),
        correlationid=loop,
        department=by,
        traceparent=None,
        data=fact,
    )
