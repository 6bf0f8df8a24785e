"""What can be reported of goals and sub-goals, as forms, and what those rest on (G1, G2, R6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.casework.fields import ALL_THEMES, YES_NO, Field, a_code, a_day
from services.notifications.web.casework.known import Goal, Intervention, SubGoal
from services.notifications.web.casework.steps import NEW, Step
from services.notifications.web.standing import standing
from shared.contracts import (
    EligibilityDecided,
    GoalSet,
    ReferralCreated,
    Reporter,
    SubGoalAgreed,
    SubGoalLost,
    SubGoalReached,
)
from shared.contracts.codes import AUTHORITY, OFFERS
from shared.contracts.display import offer_name

_WORDS: Final = Field(
    "citizen_words",
    "Borgerens egne ord",
    "words",
    private=True,
    hint="Står ved siden af fagpersonens. De sendes ikke i nogen besked.",
)


@dataclass(frozen=True, slots=True)
class Basis:
    """What one citizen's goals rest on: from the timeline, as the goals themselves do not say it."""

    goal_of: dict[str, str]
    intervention_of: dict[str, str]
    interventions: Sequence[Intervention]
    decisions: dict[str, str]
    carried_out: frozenset[str]
    """The decisions an intervention has begun on."""

    @classmethod
    def of(cls, happened: Iterable[TimelineEntry], interventions: Sequence[Intervention]) -> "Basis":
        goals: dict[str, str] = {}
        sub_goals: dict[str, str] = {}
        decisions: dict[str, str] = {}
        made_on: dict[str, str] = {}
        for entry in standing(happened):
            data = entry.data
            if entry.event_type == GoalSet.type:
                goals[data["goal_id"]] = data["intervention_id"] or data["decision_id"]
            elif entry.event_type == SubGoalAgreed.type:
                sub_goals[data["sub_goal_id"]] = data["intervention_id"]
            elif entry.event_type == EligibilityDecided.type and data["granted"]:
                decisions[data["decision_id"]] = data["offer"]
            elif entry.event_type == ReferralCreated.type and data["decision_id"]:
                made_on[data["referral_id"]] = data["decision_id"]
        begun = (str(each.referral) for each in interventions if each.state != "entered-in-error")
        carried_out = frozenset(made_on[referral] for referral in begun if referral in made_on)
        return cls(goals, sub_goals, interventions, decisions, carried_out)

    def running(self, id_: str | None) -> Intervention | None:
        return next((each for each in self.interventions if str(each.id) == id_ and each.running), None)

    def carrying_out(self, goal: Goal) -> list[Intervention]:
        """Running interventions in which the goal is worked on: its own, or those of its decision's offer."""
        on = self.goal_of.get(str(goal.id), "")
        offer = self.decisions.get(on)
        return [each for each in self.interventions if each.running and (str(each.id) == on or each.offer == offer)]


def steps_of(known: Iterable[Goal], basis: Basis, by: Reporter, today: date) -> list[Step]:
    """What the reader may report now: who sets goals, and who runs what the sub-goals are worked on in."""
    steps = [_set(basis, by)] if _bases(basis, by) else []
    for goal in known:
        running = [each for each in basis.carrying_out(goal) if each.department == by.department]
        if running:
            steps.append(_agree(goal, running, today))
        for sub_goal in goal.sub_goals:
            intervention = basis.running(basis.intervention_of.get(str(sub_goal.id)))
            if intervention is not None and intervention.department == by.department:
                steps.append(_turn(goal, sub_goal, intervention, today))
    return steps


def _bases(basis: Basis, by: Reporter) -> tuple[tuple[str, str], ...]:
    """G1, R6: what the reader sets goals for: the authority its decisions, and once they are carried out what carries
    them out; a provider what it runs otherwise."""
    authority = by.department == AUTHORITY
    decisions = [
        (f"a-{id_}", f"Afgørelsen om ”{offer_name(offer)}”")
        for id_, offer in basis.decisions.items()
        if authority and id_ not in basis.carried_out
    ]
    begun = [
        (f"i-{each.id}", f"Indsatsen ”{each.offer_name}”")
        for each in basis.interventions
        if each.running and by.department == (AUTHORITY if OFFERS[each.offer].needs_decision else each.department)
    ]
    return (*decisions, *begun)


def _set(basis: Basis, by: Reporter) -> Step:
    bases = _bases(basis, by)
    return Step(
        "nyt",
        GoalSet,
        "Fastsæt et mål",
        "Fastsæt målet",
        {"goal_id": NEW},
        (
            Field("basis", "Hvad hører målet til?", "one_of", bases, needed="Vælg, hvad målet hører til.", spread=True),
            Field("themes", "Tema", "some_of", ALL_THEMES, needed="Vælg mindst ét tema."),
            a_code("kind", "Hvad er formålet?", "goal_kind", needed="Vælg målets formål.", assumed="develop"),
        ),
    ).starting(basis=bases[0][0] if len(bases) == 1 else "")


def _agree(goal: Goal, running: Sequence[Intervention], today: date) -> Step:
    fixed = {"sub_goal_id": NEW, "goal_id": str(goal.id), "intervention_id": str(running[0].id)}
    return Step(
        f"aftal-{goal.id}",
        SubGoalAgreed,
        "Aftal et delmål",
        "Aftal delmålet",
        fixed,
        (
            a_code(
                "measure_kind",
                "Hvordan måles det?",
                "measure_kind",
                needed="Vælg, hvordan det måles.",
                assumed="observation",
                kind="choice",
            ),
            a_day("target_on", "Hvornår skal det være nået?", today),
            Field(
                "citizen_took_part",
                "Har borgeren været med til at formulere det?",
                "one_of",
                YES_NO,
                needed="Vælg ja eller nej.",
                assumed="ja",
            ),
            _WORDS,
        ),
    )


def _turn(goal: Goal, sub_goal: SubGoal, intervention: Intervention, today: date) -> Step:
    """G2: what is reached can be lost, and the other way round; a form sent twice must not turn it back."""
    lost = sub_goal.state == "reached"
    fact = SubGoalLost if lost else SubGoalReached
    fixed = {"sub_goal_id": str(sub_goal.id), "goal_id": str(goal.id), "intervention_id": str(intervention.id)}
    day = a_day("lost_on" if lost else "reached_on", "Hvornår?", today)
    step = Step(
        f"{'tabt' if lost else 'naaet'}-{sub_goal.id}",
        fact,
        "Delmålet er tabt" if lost else "Delmålet er nået",
        "Registrér som tabt" if lost else "Registrér som nået",
        fixed,
        (
            day,
            a_code("informant", "Hvem siger det?", "voice", needed="Vælg, hvem der siger det.", assumed="professional"),
            _WORDS,
        ),
    )
    return step.starting(**{day.name: today.isoformat()})
