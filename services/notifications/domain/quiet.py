"""Quiet hours and digests (N3): until when a delivery that disturbs somebody is held.

Pure: time is an argument, and so is which days are working days.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from typing import Any, Literal, NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.letter import INVITING
from shared.contracts.fact import PREFIX

ZONE = ZoneInfo("Europe/Copenhagen")
Group = Literal["staff", "people"]
WorkingDay = Callable[[date], bool]

_PEOPLE = frozenset({"citizen", "relative"})
_DIGESTS = UUID("5b1f4f0e-9d3a-4c0b-8f63-0f1d2f3c7a11")
_GIVEN = re.compile(r"(staff|people)=(?:(none)|(\d{1,2})-(\d{1,2})(\+closed)?)")


@dataclass(frozen=True, slots=True)
class Hours:
    """From the hour `begins` until the hour `ends` (0 to 23, the Danish clock) is quiet, over midnight where it begins
    later than it ends; where both are the same no hour is. With `closed_days` whatever is no working day is quiet
    all day. With `digest` everything waits for `ends` on the next working day."""

    begins: int = 0
    ends: int = 0
    closed_days: bool = False
    digest: bool = False

    def __post_init__(self) -> None:
        if not (0 <= self.begins <= 23 and 0 <= self.ends <= 23):
            raise ValueError("an hour is from 0 to 23")

    def quiet_at(self, at: datetime, working_day: WorkingDay) -> bool:
        local = at.astimezone(ZONE)
        if self.closed_days and not working_day(local.date()):
            return True
        if self.begins <= self.ends:
            return self.begins <= local.hour < self.ends
        return local.hour >= self.begins or local.hour < self.ends

    def held_until(self, at: datetime, working_day: WorkingDay, *, waited: bool = False) -> datetime | None:
        """None where it may go at once. Otherwise the next time the quiet ends, later than `at`, in UTC.

        `waited`: it has been held before, and that time is over. Then its digest is due, and quiet hours alone hold it.
        """
        if waited and self.digest:
            return replace(self, digest=False).held_until(at, working_day)
        if not self.digest and not self.quiet_at(at, working_day):
            return None
        # A closed day ends at midnight, which need not lie in the hours.
        hours = {self.ends} if self.digest else {self.ends, 0}
        day = at.astimezone(ZONE).date()
        while True:
            if working_day(day) or not (self.digest or self.closed_days):
                # An hour that comes twice, when summer time ends, is meant both times.
                ends = [datetime.combine(day, time(h, fold=fold), ZONE) for h in hours for fold in (0, 1)]
                later = [end for end in (moment.astimezone(UTC) for moment in ends) if end > at]
                good = [end for end in later if not self.quiet_at(end, working_day)]
                if good:
                    return min(good)
            day += timedelta(days=1)

    def kept(self) -> dict[str, Any]:
        """As it is kept with a person's choice."""
        return {"from": self.begins, "until": self.ends, "closed_days": self.closed_days, "digest": self.digest}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Hours":
        """The inverse of `kept`; a row of the file is the same. Raises ValueError for an hour that is none."""
        return cls(kept["from"], kept["until"], kept.get("closed_days", False), kept.get("digest", False))


NEVER = Hours()


class Urgent(NamedTuple):
    """An event of this type is not held where that field of it has that value."""

    type: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """The municipality's hours, and what is urgent."""

    groups: Mapping[Group, Hours]
    urgent: tuple[Urgent, ...] = field(default=())

    def of(self, recipient_kind: str) -> Hours:
        return self.groups["people" if recipient_kind in _PEOPLE else "staff"]

    def is_urgent(self, event_type: str, data: Mapping[str, Any]) -> bool:
        return any(u.type == event_type and str(data.get(u.field)) == u.value for u in self.urgent)

    def given(self, text: str) -> "Quiet":
        """With what a municipality says, as `staff=17-8+closed,people=none`. Raises ValueError without the value."""
        groups = dict(self.groups)
        for part in filter(None, (p.strip() for p in text.split(","))):
            match = _GIVEN.fullmatch(part)
            if match is None:
                raise ValueError("quiet hours are given as staff=17-8+closed, people=21-8 or none")
            group: Group = "staff" if match[1] == "staff" else "people"
            groups[group] = NEVER if match[2] else Hours(int(match[3]), int(match[4]), match[5] is not None)
        return replace(self, groups=groups)


def _shipped() -> Quiet:
    read = tomllib.loads(files("services.notifications.domain").joinpath("quiet.toml").read_text(encoding="utf-8"))
    urgent = tuple(
        Urgent(f"{PREFIX}{name}.v1", field_, value)
        for name, fields in read["urgent"].items()
        for field_, values in fields.items()
        for value in values
    )
    return Quiet({"staff": Hours.of(read["staff"]), "people": Hours.of(read["people"])}, urgent)


SHIPPED_QUIET = _shipped()


def digest_of(delivery: Delivery, until: datetime) -> UUID | None:
    """What everything held until that moment for the same recipient and channel goes out in. The same whoever asks;
    once it goes out nothing joins it any more, as that moment is past.

    None for what says more than that there is news (an invitation, an app's event), and for what has been tried: its
    receiver knows it already under an id of its own.
    """
    if delivery.recipient.kind == "app" or delivery.event_type in INVITING:
        return None
    if delivery.attempts > 1:
        return delivery.digest
    return uuid5(_DIGESTS, f"{delivery.channel} {delivery.recipient.key} {until.astimezone(UTC).isoformat()}")
