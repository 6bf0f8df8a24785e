"""The municipality's rules: read, changed version by version, and tried out before (I3, P3)."""

from services.notifications.domain.example import by_example
from services.notifications.domain.overlay import (
    REASONS,
    Departure,
    Overlay,
    differences,
    overlay_of,
    with_overlay,
)
from services.notifications.domain.receivers import NO_RECEIVERS, Receivers
from services.notifications.domain.ruled import Changed, Changes, Compared, InForce, Wanted
from services.notifications.domain.rules import Rules
from services.notifications.domain.shown import Preview
from services.notifications.domain.situation import Situation
from services.notifications.handlers.preview import shown
from services.notifications.ports import Change, Rulebook
from shared.contracts import Refused, Reporter

BACK = "back"


async def rules_in_force(book: Rulebook, shipped: Rules) -> InForce:
    """The last version, as it is kept."""
    last = await book.last()
    return InForce(last, shipped if last is None else with_overlay(shipped, last.overlay, last.number))


async def rule_changes(book: Rulebook, shipped: Rules, *, cursor: str | None = None, limit: int = 50) -> Changes:
    """Every change there was, newest first, each with what it made different."""
    page = await book.history(cursor=cursor, limit=limit)
    told = (Changed(t.version, differences(t.before, t.version.overlay, shipped)) for t in page.items)
    return Changes(tuple(told), page.next)


async def change_rules(manager: Reporter, name: str, wanted: Wanted, book: Rulebook, shipped: Rules) -> InForce:
    """What is in force after it. What says the same as the version in force makes no new one.

    `name` is what colleagues know the manager by. Raises Refused: 422 naming the row that may not be changed so, 409
    where somebody has changed the rules since `made_from`. Nothing is stored then.
    """
    if wanted.reason is not None and wanted.reason not in REASONS:
        raise Refused("invalid", "Grunden er ikke på listen.", pointer="/reason")
    overlay = await _overlay(wanted, book, shipped)
    now = await rules_in_force(book, shipped)
    if now.number != wanted.made_from:
        raise _too_late()
    if overlay == now.overlay:
        return now
    reason = BACK if wanted.back_to is not None else wanted.reason
    department = manager.department or ""
    added = await book.add(Change(now.number, manager.name, name, department, reason, wanted.back_to, overlay))
    if added is None:
        raise _too_late()
    return InForce(added, with_overlay(shipped, added.overlay, added.number))


def compare_rules(
    type_: str, situation: Situation, departures: tuple[Departure, ...], now: Rules, shipped: Rules,
    receivers: Receivers = NO_RECEIVERS,
) -> Compared:  # fmt: skip
    """P3: by example, from the function that tells. Raises Refused (422) as `change_rules`, for a type that is none,
    and for a situation nobody could be in."""
    if type_ not in shipped.by_type:
        raise Refused("unknown-type", "Typen findes ikke i hændelseskataloget.", pointer="/event_type")
    edited = with_overlay(shipped, overlay_of(departures, shipped), now.version)
    return Compared(*(_by_example(type_, situation, rules, receivers) for rules in (now, edited)))


def _by_example(type_: str, situation: Situation, rules: Rules, receivers: Receivers) -> Preview:
    telling, rule = by_example(type_, situation, rules, receivers)
    return shown([(rule, telling)], {}, rules.version)


async def _overlay(wanted: Wanted, book: Rulebook, shipped: Rules) -> Overlay:
    if wanted.back_to is None:
        return overlay_of(wanted.departures or (), shipped)
    if wanted.back_to == 0:
        return ()
    earlier = await book.get(wanted.back_to)
    if earlier is None:
        raise Refused("unknown-reference", "Versionen findes ikke.", pointer="/back_to")
    return earlier.overlay


def _too_late() -> Refused:
    detail = "En anden har ændret reglerne imens. Se dem, som de er nu, og prøv igen."
    return Refused("conflict", detail, pointer="/from_version", status=409)
