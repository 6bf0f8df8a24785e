"""The ids a report names: those that must be known here, and those that must be new."""

from typing import TypeVar
from uuid import UUID

from services.kraftcenter.ports import Kept
from shared.contracts import Refused

T = TypeVar("T")


def known(things: Kept[T], id_: UUID, pointer: str) -> T:
    """The citizen's thing with this id; raises `Refused`, naming the field, where there is none."""
    thing = things.get(id_)
    if thing is None:
        raise Refused("unknown-reference", "Id'et kendes ikke hos borgeren.", pointer=pointer)
    return thing


def must_be_new(things: Kept[T], id_: UUID, pointer: str) -> None:
    """The reporter names what is new; a name that is taken would overwrite what it names."""
    if things.get(id_) is not None:
        raise Refused("already-exists", "Id'et er allerede brugt.", pointer=pointer)
