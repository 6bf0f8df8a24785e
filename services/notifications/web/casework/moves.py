"""What can be reported of a referral, as forms: the legal moves of the one who looks (R2), and the start."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.casework.beginning import start, startable
from services.notifications.web.casework.fields import Field, a_code, a_day
from services.notifications.web.casework.known import Referral
from services.notifications.web.casework.steps import NEW, Step
from services.notifications.web.casework.taking_back import own_events, taking_back
from shared.contracts import (
    EligibilityDecided,
    Fact,
    ReferralAccepted,
    ReferralCancelled,
    ReferralCompleted,
    ReferralEnteredInError,
    ReferralFailed,
    ReferralPutOnHold,
    ReferralRejected,
    ReferralResumed,
    Reporter,
)
from shared.contracts.codes import OFFERS
from shared.contracts.display import word

_WHOLE: Final = "hele"
"""The choice that the whole referral was wrong, and not one event of it."""
_SLUGS: Final[Mapping[str, str]] = {
    "accepter": ReferralAccepted.type,
    "afvis": ReferralRejected.type,
    "afgoer": EligibilityDecided.type,
    "bero": ReferralPutOnHold.type,
    "genoptag": ReferralResumed.type,
    "gennemfoert": ReferralCompleted.type,
    "opgiv": ReferralFailed.type,
    "annuller": ReferralCancelled.type,
    "fejl": ReferralEnteredInError.type,
}
MOVES: Final[Mapping[str, str]] = {
    ReferralAccepted.type: "acceptere",
    ReferralRejected.type: "afvise",
    EligibilityDecided.type: "træffe afgørelse",
    ReferralPutOnHold.type: "sætte i bero",
    ReferralResumed.type: "genoptage",
    ReferralCompleted.type: "melde gennemført",
    ReferralFailed.type: "opgive",
    ReferralCancelled.type: "annullere",
    ReferralEnteredInError.type: "rette noget, der er registreret forkert",
}
"""What one does with each, as it stands after "I kan"."""
_REASON: Final = a_code("reason", "Grund", "reason", needed="Vælg en grund.", assumed="other", kind="choice")
_NOTE: Final = Field(
    "note",
    "Bemærkning til afdelingerne i sagen",
    "words",
    private=True,
    hint="Kan læses på henvisningen af de afdelinger, der er part i sagen. Den sendes ikke i nogen besked.",
)


def moves_of(referral: Referral, by: Reporter, timeline: Iterable[TimelineEntry], today: date) -> list[Step]:
    """One form for each thing the reader could report on it now, what is asked of them first."""
    made = _made(referral, by, timeline, today)
    steps = [made[type_]() for type_ in made if type_ in referral.moves]
    if startable(referral, by):
        steps.insert(0, start(by, today, referral))
    return steps


def former(slug: str, referral: Referral, by: Reporter, timeline: Iterable[TimelineEntry], today: date) -> Step | None:
    """The form `slug` where it is no longer legal. It is sent all the same: the referral's service alone knows whether
    this very form was taken before, and refuses any other."""
    type_ = _SLUGS.get(slug)
    return _made(referral, by, timeline, today)[type_]() if type_ is not None and referral.offer in OFFERS else None


def _made(
    referral: Referral, by: Reporter, timeline: Iterable[TimelineEntry], today: date
) -> dict[str, Callable[[], Step]]:
    return {
        ReferralAccepted.type: lambda: _accept(referral, by),
        ReferralRejected.type: lambda: _reject(referral, by),
        EligibilityDecided.type: lambda: _decide(referral, today),
        ReferralPutOnHold.type: lambda: _hold(referral, today),
        ReferralResumed.type: lambda: _resume(referral),
        ReferralCompleted.type: lambda: _complete(referral),
        ReferralFailed.type: lambda: _fail(referral),
        ReferralCancelled.type: lambda: _cancel(referral, by),
        ReferralEnteredInError.type: lambda: _in_error(referral, by, timeline),
    }


def _step(
    slug: str, fact: type[Fact], title: str, button: str, referral: Referral, *fields: Field, **more: Any
) -> Step:
    fixed = {"referral_id": str(referral.id), **more.pop("fixed", {})}
    return Step(slug, fact, title, button, fixed, fields, **more)


def _accept(referral: Referral, by: Reporter) -> Step:
    return _step(
        "accepter",
        ReferralAccepted,
        "Acceptér henvisningen",
        "Acceptér",
        referral,
        fixed={"by_department": by.department},
        leading=True,
        explained="I siger ja og har derefter ansvaret for at komme i gang.",
    )


def _reject(referral: Referral, by: Reporter) -> Step:
    return _step(
        "afvis",
        ReferralRejected,
        "Afvis henvisningen",
        "Afvis",
        referral,
        _REASON,
        _NOTE,
        fixed={"by_department": by.department},
        explained="Den, der har henvist, får besked om grunden og har derefter ansvaret.",
    )


def _decide(referral: Referral, today: date) -> Step:
    basis = OFFERS[referral.offer].legal_basis
    return _step(
        "afgoer",
        EligibilityDecided,
        "Træf afgørelse",
        "Registrér afgørelsen",
        referral,
        Field(
            "granted",
            "Bevilges tilbuddet?",
            "one_of",
            (("ja", "Ja, det bevilges"), ("nej", "Nej, det bevilges ikke")),
            needed="Vælg, om tilbuddet bevilges.",
            assumed="ja",
        ),
        a_day(
            "assessed_on", "Hvornår er den individuelle vurdering lavet?", today, needed="Skriv datoen for vurderingen."
        ),
        fixed={"decision_id": NEW, "offer": referral.offer, "legal_basis": basis},
        leading=True,
        explained="Afgørelsen afslutter ansøgningen. Bevilges tilbuddet, kan I bagefter henvise på afgørelsen.",
    ).starting(assessed_on=today.isoformat())


def _hold(referral: Referral, today: date) -> Step:
    return _step(
        "bero",
        ReferralPutOnHold,
        "Sæt i bero",
        "Sæt i bero",
        referral,
        _REASON,
        a_day(
            "until",
            "Hvilken dag går henvisningen videre?",
            today + timedelta(days=7),
            needed="Skriv en dato efter i dag.",
            hint="Den går videre af sig selv.",
        ),
        _NOTE,
        explained="Fristen står stille imens.",
    )


def _resume(referral: Referral) -> Step:
    return _step(
        "genoptag",
        ReferralResumed,
        "Genoptag",
        "Genoptag",
        referral,
        leading=True,
        explained="Henvisningen går videre, hvor den slap, og fristen løber igen.",
    )


def _complete(referral: Referral) -> Step:
    return _step(
        "gennemfoert",
        ReferralCompleted,
        "Meld gennemført",
        "Meld gennemført",
        referral,
        a_code(
            "outcome",
            "Hvordan gik det?",
            "outcome",
            needed="Vælg, hvordan det gik.",
            assumed="completed",
            kind="choice",
        ),
        explained="Det, der blev bedt om, er gjort. Er der en indsats i gang, så afslut hellere den: det melder også "
        "henvisningen gennemført.",
    )


def _fail(referral: Referral) -> Step:
    return _step(
        "opgiv",
        ReferralFailed,
        "Opgiv",
        "Opgiv",
        referral,
        _REASON,
        _NOTE,
        explained="Det kunne ikke lade sig gøre. Den, der har henvist, får besked og har derefter ansvaret.",
    )


def _cancel(referral: Referral, by: Reporter) -> Step:
    own = [
        p
        for p, department in (("sender", referral.sender), ("receiver", referral.receiver))
        if department == by.department
    ]
    names = (("citizen", "Borgeren"), *((party, f"Vi ({word('cancelled_by', party)})") for party in own))
    return _step(
        "annuller",
        ReferralCancelled,
        "Annullér",
        "Annullér",
        referral,
        _REASON,
        Field("by", "Hvem ønsker det?", "one_of", names, needed="Vælg, hvem der ønsker det.", assumed="citizen"),
        _NOTE,
        explained="Ingen beder længere om tilbuddet.",
    )


def _in_error(referral: Referral, by: Reporter, timeline: Iterable[TimelineEntry]) -> Step:
    fixed = {"referral_id": str(referral.id)}
    own = own_events(by, timeline, "referral", "referral_id", str(referral.id))
    choices = (*own, (_WHOLE, "Hele henvisningen og alt om den"))
    return taking_back(ReferralEnteredInError, choices, fixed, whole=_WHOLE)
