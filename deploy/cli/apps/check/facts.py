"""What was seen of one app over a span of time: counts, codes and moments, never what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Door = Literal["http", "kafka"]
SignsIn = Literal["yes", "refused", "unreachable"]


RAN_OUT = "ran-out"
"""Stands for the problem of a report that waited for something that never came."""


@dataclass(frozen=True, slots=True)
class Refused:
    """One refusal: `problem` is a slug of `shared.http.problem_types`, or `RAN_OUT`; `pointers` are fields."""

    type: str | None
    problem: str
    pointers: Sequence[str]
    door: Door


@dataclass(frozen=True, slots=True)
class Taken:
    """One report that was accepted or began to wait. `time` is what the app says it happened, where that is known."""

    type: str
    status: Literal["accepted", "waiting"]
    at: datetime
    time: datetime | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """Records on the app's own topic: how many, and how many of them named no trace."""

    records: int = 0
    untraced: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """The app's answers on Kafka. `groups` maps its consumer groups to how many answers each has not acknowledged."""

    answers: int = 0
    groups: dict[str, int] = field(default_factory=dict)
    oldest_unread: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hook:
    """The app's webhook and how it has gone. `failed` counts attempts by code and HTTP status, if any."""

    url: str
    disabled: bool = False
    paused_until: datetime | None = None
    delivered: int = 0
    queued: int = 0
    given_up: int = 0
    failed: dict[tuple[str, int | None], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything `judging` goes by. `since` is where it was begun to look, `now` when it was looked."""

    app: str
    department: str
    since: datetime
    now: datetime
    signs_in: SignsIn
    taken: Sequence[Taken] = ()
    refused: Sequence[Refused] = ()
    written: Written = Written()
    reading: Reading = Reading()
    hook: Hook | None = None

    @property
    def reports(self) -> int:
        """How many reports there were over both doors."""
        return len(self.taken) + len(self.refused)
