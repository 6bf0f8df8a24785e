"""Data classes that nobody changes, made by the thousand in every batch."""

from typing import TYPE_CHECKING, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from dataclasses import dataclass as immutable
else:
    from collections.abc import Callable
    from dataclasses import dataclass

    def immutable(*, frozen: bool, slots: bool) -> Callable[[type[T]], type[T]]:
        """As `dataclass(frozen=True, slots=True)`, four times as fast to make: the type checker alone guards them.

        Python's own frozen classes set each field by a call, which for an event and its notices costs more than telling
        who gets them.
        """
        assert frozen  # noqa: S101 (said for the type checker)
        return dataclass(slots=slots, unsafe_hash=True)


__all__ = ["immutable"]
