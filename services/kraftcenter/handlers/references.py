"""The ids a report names: those that must be known here, and those that must be new."""

from typing import Any, Protocol, TypeVar
from uuid import UUID

from services.kraftcenter.domain import Intervention, let_involved_speak
from services.kraftcenter.ports import Kept, Work
from shared.contracts import Refused, Report


class _Correctable(Protocol):
    @property
    def erred(self) -> bool: ...


T = TypeVar("T")
C = TypeVar("C", bound=_Correctable)


def known(things: Kept[T], id_: UUID, pointer: str) -> T:
    """The citizen's thing with this id; raises `Refused`, naming the field, where there is none."""
    thing = things.get(id_)
    if thing is None:
        raise Refused("unknown-reference", "Id'et kendes ikke hos borgeren.", pointer=pointer)
    return thing


def standing(things: Kept[C], id_: UUID, pointer: str) -> C:
    """As `known`; what was entered in error (R7) never was."""
    thing = known(things, id_, pointer)
    if thing.erred:
        raise Refused("unknown-reference", "Id'et er fejlregistreret.", pointer=pointer)
    return thing


def noted(things: Kept[T], id_: UUID) -> T:
    """What an entry of the journal is about."""
    thing = things.get(id_)
    assert thing is not None  # noqa: S101 (what an entry is about was written with it)
    return thing


def must_be_new(things: Kept[T], id_: UUID, pointer: str) -> None:
    """The reporter names what is new; a name that is taken would overwrite what it names."""
    if things.get(id_) is not None:
        raise Refused("already-exists", "Id'et er allerede brugt.", pointer=pointer)


def intervention_of(report: Report[Any], id_: UUID, work: Work) -> Intervention:
    """The intervention the report is about, for those who have to do with the citizen; raises as it is refused."""
    found = work.interventions.get(id_)
    let_involved_speak(report, work.involvement, None if found is None else found.loop)
    return standing(work.interventions, id_, "/data/intervention_id")
