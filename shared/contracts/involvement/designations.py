"""The fold over what the citizen lets relatives know (P1, P2).

udpeget ──► standing ──tilbagekaldt──► revoked
              └► aendret: other types and channels

Corrected, the latest first, it is what it was before; with its `udpeget` corrected it never stood.
"""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from shared.contracts.event import Event
from shared.contracts.fact import Fact
from shared.contracts.immutable import immutable
from shared.contracts.involvement.records import micros, moment
from shared.contracts.notifications import (
    DesignationChanged,
    DesignationEnteredInError,
    DesignationRevoked,
    RelativeDesignated,
)


class Wish(NamedTuple):
    """What one event said: the types and channels from then on, or, where both are None, that it stands no more."""

    event_id: UUID
    may_know: tuple[str, ...] | None
    channels: tuple[str, ...] | None
    at: int


@immutable(frozen=True, slots=True)
class Designation:
    """One relative the citizen has named; revoked ones are kept, so that what is withheld can be explained."""

    id: UUID
    wishes: tuple[Wish, ...]

    @property
    def standing(self) -> bool:
        return bool(self.wishes) and all(wish.may_know is not None for wish in self.wishes)

    @property
    def may_know(self) -> frozenset[str]:
        """Event types it names, as last said; also of one that stands no more."""
        said = [wish.may_know for wish in self.wishes if wish.may_know is not None]
        return frozenset(said[-1]) if said else frozenset()

    @property
    def channels(self) -> frozenset[str]:
        said = [wish.channels for wish in self.wishes if wish.channels is not None]
        return frozenset(said[-1]) if said else frozenset()

    @property
    def since(self) -> datetime | None:
        """When it was registered: nothing earlier is told under it. None where the designating itself was an error."""
        return moment(self.wishes[0].at) if self.wishes else None

    def names_since(self, type_: str) -> datetime | None:
        """When the type was named, if it is named now: nothing earlier is told of it. Naming it again begins anew."""
        since = None
        for wish in reversed(self.wishes):
            if wish.may_know is None:
                continue
            if type_ not in wish.may_know:
                break
            since = wish.at
        return None if since is None else moment(since)


@immutable(frozen=True, slots=True)
class Designations:
    """Immutable. `erred` as in `Loops`."""

    all: Mapping[UUID, Designation] = field(default_factory=dict)
    erred: frozenset[UUID] = frozenset()

    def apply(self, event: Event[Any]) -> "Designations":
        """The state after the event; `self`, the same object, where it changes nothing."""
        step = _STEPS.get(type(event.data))
        return self if step is None or event.id in self.erred else step(self, event)

    def lacks(self, data: Fact) -> bool:
        return type(data) in _LATER and getattr(data, "designation_id", None) not in self.all

    def standing(self) -> tuple[Designation, ...]:
        return tuple(d for d in self.all.values() if d.standing)


def _said(designations: Designations, id_: UUID, wish: Wish) -> Designations:
    designation = designations.all.get(id_, Designation(id_, ()))
    if any(earlier.event_id == wish.event_id for earlier in designation.wishes):
        return designations
    said = replace(designation, wishes=(*designation.wishes, wish))
    return replace(designations, all={**designations.all, id_: said})


def _designated(designations: Designations, event: Event[RelativeDesignated]) -> Designations:
    data = event.data
    if data.designation_id in designations.all:
        return designations
    wish = Wish(event.id, data.may_know, data.channels, micros(event.registeredtime))
    return _said(designations, data.designation_id, wish)


def _changed(designations: Designations, event: Event[DesignationChanged]) -> Designations:
    data = event.data
    if data.designation_id not in designations.all:
        return designations
    wish = Wish(event.id, data.may_know, data.channels, micros(event.registeredtime))
    return _said(designations, data.designation_id, wish)


def _revoked(designations: Designations, event: Event[DesignationRevoked]) -> Designations:
    if event.data.designation_id not in designations.all:
        return designations
    wish = Wish(event.id, None, None, micros(event.registeredtime))
    return _said(designations, event.data.designation_id, wish)


def _in_error(designations: Designations, event: Event[DesignationEnteredInError]) -> Designations:
    wrong = event.data.event_id
    if wrong in designations.erred:
        return designations
    mended = dict(designations.all)
    for id_, designation in designations.all.items():
        if designation.wishes and designation.wishes[0].event_id == wrong:
            mended[id_] = replace(designation, wishes=())
        else:
            wishes = tuple(wish for wish in designation.wishes if wish.event_id != wrong)
            mended[id_] = replace(designation, wishes=wishes)
    return Designations(mended, designations.erred | {wrong})


_LATER = frozenset({DesignationChanged, DesignationRevoked})
_STEPS: dict[type[Fact], Callable[[Designations, Event[Any]], Designations]] = {
    RelativeDesignated: _designated,
    DesignationChanged: _changed,
    DesignationRevoked: _revoked,
    DesignationEnteredInError: _in_error,
}
SAID: frozenset[type[Fact]] = frozenset(_STEPS)
"""The types that change anything here."""
