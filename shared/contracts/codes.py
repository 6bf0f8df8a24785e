"""The closed code lists. Departments, offers and themes are data (`lists/*.toml`); the rest is fixed by the catalogue.

A type made of a list refuses what is not on it and names all its codes in the JSON Schema.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from shared.contracts.fact import PREFIX


def read_list(name: str) -> dict[str, dict[str, Any]]:
    """One file of `lists/`, as it stands."""
    return tomllib.loads(files("shared.contracts").joinpath("lists", f"{name}.toml").read_text(encoding="utf-8"))


class OneOf:
    """In an `Annotated[str, …]`: the value is one of these codes."""

    __slots__ = ("codes",)

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = tuple(codes)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(list(self.codes))


@dataclass(frozen=True, slots=True)
class Department:
    """`authority`: decides on eligibility (R6). `relatives`: looks after those whom citizens designate (P1).
    `hospital`: is told nothing by itself, and never of what is under § 82 (N5)."""

    code: str
    name: str
    authority: bool = False
    relatives: bool = False
    hospital: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What a citizen can be referred to, and who may do so (R5).

    `senders` may refer straight to `run_by`. Where `needs_decision`, everybody else (any department, the citizen)
    applies to the authority instead. `intrusiveness` orders offers, least intrusive first (R8). One that `supplements`
    never takes the place of another, unless the citizen so decides (C5). `courses`: citizens sign up for places in
    courses (C1). One `within_course` is for participants of a course (C6).
    """

    code: str
    name: str
    run_by: str
    legal_basis: str | None
    senders: frozenset[str]
    needs_decision: bool
    citizen: bool
    relative: bool
    intrusiveness: int
    supplements: bool = False
    courses: bool = False
    within_course: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """`ffb` is the code in Fælles Faglige Begreber, None for the municipality's own themes."""

    code: str
    name: str
    ffb: str | None


def _departments() -> Mapping[str, Department]:
    return MappingProxyType({code: Department(code, **row) for code, row in read_list("departments").items()})


def _offers() -> Mapping[str, Offer]:
    offers: dict[str, Offer] = {}
    for code, row in read_list("offers").items():
        senders = DEPARTMENTS if row["senders"] == "any" else row["senders"]
        unknown = {row["run_by"], *senders} - DEPARTMENTS.keys()
        if unknown:
            raise ValueError(f"offer {code} names departments that do not exist: {sorted(unknown)}")
        offers[code] = Offer(code, **{"legal_basis": None, **row, "senders": frozenset(senders)})
    return MappingProxyType(offers)


def _the_one(flag: str) -> str:
    (code,) = (d.code for d in DEPARTMENTS.values() if getattr(d, flag))
    return code


DEPARTMENTS = _departments()
OFFERS = _offers()
THEMES: Mapping[str, Theme] = MappingProxyType(
    {code: Theme(code, row["name"], row.get("ffb")) for code, row in read_list("themes").items()}
)
AUTHORITY = _the_one("authority")
"""The department that decides on eligibility."""
RELATIVES_TEAM = _the_one("relatives")
"""The department that looks after those whom citizens designate."""

TYPE_ROWS: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        f"{PREFIX}{noun}.{fact}.v{row.get('major', 1)}": row
        for noun, facts in read_list("types").items()
        for fact, row in facts.items()
    }
)
DESIGNABLE = tuple(type_ for type_, row in TYPE_ROWS.items() if row.get("designable"))
"""The event types a citizen may let a relative know of."""


def _with_prefix(value: Any) -> Any:
    """`delmaal.naaet` is understood as the whole type: people write what the catalogue's table says."""
    whole = f"{PREFIX}{value}.v1" if isinstance(value, str) else value
    return whole if whole in DESIGNABLE else value


DepartmentCode = Annotated[str, OneOf(DEPARTMENTS)]
OfferCode = Annotated[str, OneOf(OFFERS)]
ThemeCode = Annotated[str, OneOf(THEMES)]
LegalBasis = Annotated[str, OneOf(sorted({o.legal_basis for o in OFFERS.values() if o.legal_basis}))]
DesignableType = Annotated[str, OneOf(DESIGNABLE), BeforeValidator(_with_prefix)]

Reason = Literal[
    "no_capacity", "not_in_target_group", "citizen_declined", "citizen_unreachable", "moved", "deceased", "duplicate",
    "wrong_citizen", "goals_met", "other_offer", "other",
]  # fmt: skip
Outcome = Literal["completed", "partly_completed", "citizen_stopped"]
Priority = Literal["routine", "urgent"]
Origin = Literal["professional", "self", "relative"]
CancelledBy = Literal["citizen", "sender", "receiver"]
Step = Literal["answer", "start"]
Level = Literal[1, 2, 3]
ReferralState = Literal[
    "requested", "accepted", "in-progress", "on-hold", "completed", "rejected", "failed", "cancelled",
    "entered-in-error",
]  # fmt: skip
Voice = Literal["citizen", "professional"]
GoalKind = Literal["develop", "maintain", "limit_loss"]
MeasureKind = Literal["self_report", "observation", "count", "scale"]
FollowUpDecision = Literal["continue", "end", "end_and_refer"]
Tool = Literal["recovery_star", "signs_of_wellbeing", "other"]
IntakeClosed = Literal["full", "window"]
Relation = Literal["family", "friend", "neighbour", "other"]
Channel = Literal["inbox", "mail", "webhook", "sms", "digital_post", "push"]
"""The ways out that may be named; which of them a municipality has is what it has installed."""

RecipientKind = Literal["department", "managers", "citizen", "relative", "app"]

FIXED: Mapping[str, Any] = MappingProxyType(
    {
        "reason": Reason,
        "outcome": Outcome,
        "priority": Priority,
        "origin": Origin,
        "cancelled_by": CancelledBy,
        "step": Step,
        "referral_state": ReferralState,
        "voice": Voice,
        "goal_kind": GoalKind,
        "measure_kind": MeasureKind,
        "follow_up_decision": FollowUpDecision,
        "tool": Tool,
        "intake_closed": IntakeClosed,
        "relation": Relation,
        "channel": Channel,
        "recipient_kind": RecipientKind,
    }
)
"""The fixed lists by the name they have in `lists/words.toml`."""
