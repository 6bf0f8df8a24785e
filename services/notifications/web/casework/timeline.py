"""What has happened, as a page lists it: newest first, chosen by service and by kind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from services.notifications.domain.shown import TimelineEntry
from services.notifications.web.casework import addresses
from services.notifications.web.cookies import KNOWLEDGE
from services.notifications.web.dates import moment
from services.notifications.web.traces import trace_address
from shared.contracts.display import department_name, type_name
from shared.contracts.fact import PREFIX

SERVICES: Final[Mapping[str, str]] = {
    "referral": "Henvisninger",
    "kraftcenter": "Indsatser og forløb",
    "notifications": "Beskeder og pårørende",
}
KINDS: Final[Mapping[str, tuple[str, frozenset[str]]]] = {
    "henvisning": ("Henvisning og afgørelse", frozenset({"henvisning", "afgoerelse"})),
    "indsats": ("Indsats og opfølgning", frozenset({"indsats", "opfoelgning", "dialogvaerktoej"})),
    "maal": ("Mål og delmål", frozenset({"indsatsmaal", "delmaal"})),
    "forloeb": ("Forløb, plads og følgeskab", frozenset({"forloeb", "plads", "foelgeskab"})),
    "paaroerende": ("Pårørende og viden", frozenset({"paaroerende", "viden"})),
    "besked": ("Beskeder og rettelser", frozenset({"besked", "rettelse"})),
}
"""The nouns of the catalogue, as people sort them."""
_FIRST: Final = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """`link` leads to what it is about."""

    title: str
    text: str
    when: str
    iso: str
    who: str
    link: str | None
    trace_url: str | None


@dataclass(frozen=True, slots=True)
class Listed:
    """`hidden` is how many more there are, `everything` where they are shown; `service` and `kind` are chosen."""

    entries: Sequence[Entry]
    service: str
    kind: str
    hidden: int
    everything: str


def listed(
    found: Iterable[TimelineEntry], now: datetime, traces_url: str | None, *, service: str, kind: str, all_: bool
) -> Listed:
    """The newest of those chosen first, and all of them only where asked for."""
    service = service if service in SERVICES else ""
    kind = kind if kind in KINDS else ""
    chosen = [
        entry
        for entry in reversed(list(found))
        if service in ("", entry.service) and (not kind or _noun(entry.event_type) in KINDS[kind][1])
    ]
    shown = chosen if all_ else chosen[:_FIRST]
    return Listed(
        [_entry(entry, now, traces_url) for entry in shown],
        service,
        kind,
        len(chosen) - len(shown),
        f"?fra={service}&slags={kind}&alle=1#historik",
    )


def _noun(type_: str) -> str:
    return type_.removeprefix(PREFIX).partition(".")[0]


def _entry(entry: TimelineEntry, now: datetime, traces_url: str | None) -> Entry:
    return Entry(
        title=type_name(entry.event_type),
        text=entry.text,
        when=moment(entry.time, now),
        iso=entry.time.isoformat(),
        who=department_name(entry.department) if entry.department else "",
        link=_link(entry),
        trace_url=trace_address(traces_url, entry.trace_id),
    )


def _link(entry: TimelineEntry) -> str | None:
    """To the nearest thing that has a page."""
    for field, address in (
        ("knowledge_id", lambda id_: f"{KNOWLEDGE}/{id_}"),
        ("intervention_id", addresses.intervention),
        ("referral_id", addresses.referral),
        ("course_id", addresses.course),
    ):
        id_ = entry.data.get(field)
        if id_ is not None:
            return address(UUID(id_))
    return None
