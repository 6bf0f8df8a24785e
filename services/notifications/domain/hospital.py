"""N5: participants under § 82 are never subscribed to a hospital's notices, nor a hospital to notices of them.

Retssikkerhedsloven § 12 c, by which municipalities and hospitals tell each other of patients, does not cover § 82. So
this holds whatever a municipality's rules say.
"""

from collections.abc import Sequence
from typing import Any

from services.notifications.domain.change import Change
from services.notifications.domain.told import Handled
from shared.contracts.codes import OFFERS
from shared.contracts.involvement import Involvement, Loop

UNCOVERED = "SEL-82"
"""Every basis that begins so: § 82 and the paragraphs 82 a to 82 d."""


def uncovered(change: Change, earlier: Sequence[Handled] = ()) -> bool:
    """Whether what the event is about rests on § 82, as far as its loop, and the loop's events given, tell."""
    data = [change.event.data, *(handled.event.data for handled in earlier)]
    return (change.loop is not None and _rests(change.loop)) or any(map(_says, data))


def only_uncovered(department: str, change: Change) -> bool:
    """Whether the department has to do with the citizen under § 82 alone; a newcomer, after the event that brought
    it in."""
    loops = _open_loops(department, change.before) or _open_loops(department, change.after)
    return bool(loops) and all(map(_rests, loops))


def _open_loops(department: str, known: Involvement) -> list[Loop]:
    found = (known.loop(id_) for id_ in known.loops.of_party(department))
    return [loop for loop in found if loop is not None and loop.open]


def _rests(loop: Loop) -> bool:
    offers = [r.offer for r in loop.referrals] + [d.offer for d in loop.decisions]
    return any(_under(OFFERS[offer].legal_basis) for offer in offers)


def _says(data: Any) -> bool:
    offer = getattr(data, "offer", None)
    return _under(getattr(data, "legal_basis", None)) or (offer is not None and _under(OFFERS[offer].legal_basis))


def _under(basis: str | None) -> bool:
    return basis is not None and basis.startswith(UNCOVERED)
