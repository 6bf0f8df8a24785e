"""The municipality's rules as they are asked for, changed and shown (I3, P3)."""

from typing import NamedTuple

from services.notifications.domain.overlay import Departure, Difference, Overlay, Version
from services.notifications.domain.rules import Rules
from services.notifications.domain.shown import Preview


class InForce(NamedTuple):
    """`version` is None while the shipped rules count as they are."""

    version: Version | None
    rules: Rules

    @property
    def number(self) -> int:
        return 0 if self.version is None else self.version.number

    @property
    def overlay(self) -> Overlay:
        return () if self.version is None else self.version.overlay


class Wanted(NamedTuple):
    """`departures` are everything that is to be other than shipped, None where it goes back to the version `back_to`.
    `made_from` is the version that the change was made from."""

    made_from: int
    departures: tuple[Departure, ...] | None
    back_to: int | None = None
    reason: str | None = None


class Changed(NamedTuple):
    version: Version
    differences: tuple[Difference, ...]


class Changes(NamedTuple):
    items: tuple[Changed, ...]
    next: str | None


class Compared(NamedTuple):
    """Who gets what under the rules in force, and under those asked about."""

    present: Preview
    edited: Preview
