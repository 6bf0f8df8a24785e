"""Bounded forms of dates, numbers and lists, so that nothing reported can overflow what is reckoned from it."""

from collections.abc import Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, TypeAdapter

from shared.contracts.codes import THEMES, ThemeCode

PlainDate = Annotated[date, Field(ge=date(1900, 1, 1), lt=date(2200, 1, 1))]
"""A day without time or zone, near enough that weeks and working days can be added to it."""

Count = Annotated[int, Field(ge=0, le=1_000_000)]
Ordinal = Annotated[int, Field(ge=1, le=1_000)]
Themes = Annotated[tuple[ThemeCode, ...], Field(max_length=len(THEMES))]

read_uuid: Callable[[str], UUID] = TypeAdapter(UUID).validator.validate_python
"""A UUID from text, five times as fast as the class itself; an event has four. Raises ValueError."""
