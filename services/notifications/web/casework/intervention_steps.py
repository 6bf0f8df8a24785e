"""What can be reported of an intervention, as forms of who runs it."""

from datetime import date, timedelta
from typing import Final

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.casework.fields import a_code, a_day
from services.notifications.web.casework.known import Intervention
from services.notifications.web.casework.steps import Step
from services.notifications.web.casework.taking_back import own_events, taking_back
from shared.contracts import (
    DialogueToolUsed,
    FollowUpHeld,
    InterventionEnded,
    InterventionEnteredInError,
    Reporter,
)

_NEXT_FOLLOW_UP: Final = timedelta(days=28)


def steps_of(known: Intervention, by: Reporter, happened: list[TimelineEntry], today: date) -> list[Step]:
    """R2: what the one who runs it may report while it runs; and taking back one's own, whenever (R7)."""
    steps = while_running(known, today) if _runs(known, by) else []
    own = own_events(by, happened, "kraftcenter", "intervention_id", str(known.id))
    if own:
        later = "Bygger noget senere på det, skal det rettes først."
        steps.append(taking_back(InterventionEnteredInError, own, {}, more=later))
    return steps


def while_running(known: Intervention, today: date) -> list[Step]:
    """What is reported of one that runs. Sent also where it has ended meanwhile: its service alone knows whether this
    very form was taken before, and refuses any other."""
    return [_follow_up(known, today), _end(known), _tool(known, today)]


def _runs(known: Intervention, by: Reporter) -> bool:
    return known.running and known.department == by.department


def _follow_up(known: Intervention, today: date) -> Step:
    return Step(
        "opfoelgning",
        FollowUpHeld,
        "Opfølgning er holdt",
        "Registrér opfølgningen",
        {"intervention_id": str(known.id)},
        (
            a_day("held_on", "Hvornår blev den holdt?", today, needed="Skriv, hvornår opfølgningen blev holdt."),
            a_code(
                "decision",
                "Hvad blev besluttet?",
                "follow_up_decision",
                needed="Vælg, hvad der blev besluttet.",
                assumed="continue",
            ),
            a_day("next_on", "Næste opfølgning, eller hvornår indsatsen slutter", today),
        ),
        leading=True,
    ).starting(held_on=today.isoformat(), next_on=(today + _NEXT_FOLLOW_UP).isoformat())


def _end(known: Intervention) -> Step:
    return Step(
        "afslut",
        InterventionEnded,
        "Afslut indsatsen",
        "Afslut indsatsen i dag",
        {"intervention_id": str(known.id)},
        (
            a_code("outcome", "Hvordan gik det?", "outcome", needed="Vælg, hvordan det gik.", assumed="completed"),
            a_code("by", "Hvem ønskede det?", "voice", needed="Vælg, hvem der ønskede det.", assumed="professional"),
        ),
        explained="Er indsatsen startet på en henvisning, bliver den meldt gennemført på samme tid.",
    )


def _tool(known: Intervention, today: date) -> Step:
    return Step(
        "vaerktoej",
        DialogueToolUsed,
        "Dialogværktøj er brugt",
        "Registrér",
        {"intervention_id": str(known.id)},
        (
            a_code("tool", "Hvilket værktøj?", "tool", needed="Vælg et værktøj.", assumed="other", kind="choice"),
            a_day("used_on", "Hvornår?", today),
        ),
        explained="Kun navn og dato gemmes, intet af det, der blev talt om.",
    ).starting(used_on=today.isoformat())
