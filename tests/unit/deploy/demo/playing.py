"""A telling made up for a test: exactly those a story names are told, but for what the test changes."""

from collections.abc import Iterable
from typing import Any

from deploy.demo.cast import Cast, Line
from deploy.demo.judging import Arrival, Came
from deploy.demo.story import Became, Story
from deploy.embedded.people import PEOPLE

EVERYONE: dict[str, dict[str, Any]] = {
    person.username: {
        "name": person.name,
        "role": person.role,
        **({} if person.department is None else {"department": person.department}),
    }
    for person in PEOPLE
}


def cast_of(story: Story) -> Cast:
    return Cast.of(story, EVERYONE, "t")


def judged(
    story: Story,
    became: Became,
    *,
    inboxes: Iterable[str] = (),
    astray: Iterable[str] = (),
    lines: Iterable[Line] | None = None,
    stand_ins: frozenset[str] = frozenset(),
) -> Came:
    """The event was told to these people's inboxes, and Samspil says so; `lines` is what it says where that differs."""
    cast, came = cast_of(story), Came(became, "e")
    told = {cast.username(name) or name: name for name in (*inboxes, *astray)}
    said = {cast.line(name) for name in told.values()} | {cast.line(name, "mail") for name in became.mailed}
    found = {name: [notice(asks=told[name] in became.asked)] if name in told else [] for name in EVERYONE}
    came.judge(cast, found, {}, said if lines is None else lines, stand_ins)
    return came


def notice(*, asks: bool = False) -> dict[str, Any]:
    return {"event_id": "e", "text": "Sket.", "action": "Svar." if asks else None}


def arrival(*, asks: bool = False) -> Arrival:
    return Arrival(1.0, notice(asks=asks))
