"""Does one step, and waits until what should come of it has come."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deploy.demo.cast import Cast
from deploy.demo.doors import Doors, Rejected
from deploy.demo.judging import Arrivals, Came, Told
from deploy.demo.log import Log
from deploy.demo.naming import Naming
from deploy.demo.story import Call, Report, Step
from deploy.demo.topic import AppTopic

_LOOK_SECONDS = 0.02
_ASK_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Stage:
    """What a step is done with. `claimed` are the ids of events that belong to a step already; `patience` is how many
    seconds a step's events and answers may take."""

    doors: Doors
    topics: Mapping[str, AppTopic]
    log: Log
    arrived: Arrivals
    cast: Cast
    naming: Naming
    claimed: set[str] = field(default_factory=set)
    patience: float = 10.0


async def do(step: Step, stage: Stage) -> Told:
    """Ends when everything that should come of it has come, or patience has run out."""
    told = Told(step, [Came(became) for became in step.becomes])
    before, sent = len(stage.log.events), time.monotonic()
    try:
        for does in step.does:
            if isinstance(does, Call):
                await _call(does, stage, told)
            else:
                await _report(does, stage, told)
        while time.monotonic() < sent + stage.patience:
            if _has_come(told, before, stage):
                told.seconds = _when(told, stage) - sent
                break
            await asyncio.sleep(_LOOK_SECONDS)
    except Rejected as rejected:
        told.said = str(rejected)
        if not step.refused:
            told.wrong.append(f"det blev afvist: {rejected}")
        return told
    if step.refused:
        told.wrong.append("det skulle have været afvist")
    return told


async def _report(does: Report, stage: Stage, told: Told) -> None:
    """Until it is decided. Raises Rejected where it is refused, or no answer comes."""
    subject, data = stage.naming.id(does.about), stage.naming.filled(does.data)
    until = time.monotonic() + stage.patience
    if does.door == "HTTP":
        receipt = await stage.doors.report(does.by, does.service, does.type, subject, data)
    else:
        receipt_id = await stage.topics[does.by].report(does.type, subject, data, stage.patience)
        receipt = await stage.doors.receipt(does.by, does.service, receipt_id)
    told.traces.append(receipt["trace_id"])
    while receipt["status"] == "waiting" and time.monotonic() < until:
        # It names what its service has not heard of yet, and is decided a moment later.
        await asyncio.sleep(_LOOK_SECONDS)
        receipt = await stage.doors.receipt(does.by, does.service, receipt["receipt_id"])
    if receipt["status"] == "refused":
        raise Rejected("; ".join(error["detail"] for error in receipt["errors"]))
    told.hints += receipt["hints"]
    if told.step.hinted and not receipt["hints"]:
        told.wrong.append("svaret skulle have rådet til et mindre indgribende tilbud")


async def _call(does: Call, stage: Stage, told: Told) -> None:
    """Raises Rejected where it is refused; an answer that is not the story's is a fault."""
    until = time.monotonic() + (stage.patience if does.patient else 0)
    while True:
        try:
            found, trace = await _answer(does, stage)
            rejected = None
        except Rejected as problem:
            found, rejected = None, problem
        if found is not None:
            break
        if time.monotonic() > until:
            if rejected is not None:
                raise rejected
            told.wrong.append("svaret var et andet, end det skulle være")
            return
        await asyncio.sleep(_ASK_SECONDS)
    told.traces.append(trace)
    if does.finds is not None:
        name, key = does.finds
        stage.naming.call(name, str(found[key]))


async def _answer(does: Call, stage: Stage) -> tuple[dict[str, Any] | None, str]:
    """The answer, or the item of the list answered, that is the story's; None where there is none. And its trace."""
    path, expected = stage.naming.path(does.path), stage.naming.filled(does.answers)
    page: dict[str, Any] = {"next": ""}
    while (cursor := page.get("next")) is not None:
        where = f"{path}{'&' if '?' in path else '?'}cursor={cursor}" if cursor else path
        body = stage.naming.filled(does.body)
        page, trace = await stage.doors.call(does.by, does.service, does.method, where, body)
        found = next((one for one in page.get("items", [page]) if expected.items() <= one.items()), None)
        if found is not None:
            return found, trace
    return None, trace


def _has_come(told: Told, before: int, stage: Stage) -> bool:
    """Claims the step's events as they come; true once each has, and everybody who is to know of it has been told."""
    for came in told.came:
        if came.event_id is None:
            came.event_id = _claim(came, before, stage)
    return all(_has_been_told(came, stage) for came in told.came)


def _claim(came: Came, before: int, stage: Stage) -> str | None:
    subject = stage.naming.id(came.became.about)
    for event in stage.log.events[before:]:
        if (event.type, event.subject) == (came.became.type, subject) and event.id not in stage.claimed:
            stage.claimed.add(event.id)
            stage.naming.happened(came.became.fact, event.id)
            return event.id
    return None


def _has_been_told(came: Came, stage: Stage) -> bool:
    if came.event_id is None:
        return False
    lines = stage.log.told.get(came.event_id, set())
    live = all((username, came.event_id) in stage.arrived for username in stage.cast.with_inbox(came.became))
    return live and stage.cast.lines(came.became).keys() <= lines


def _when(told: Told, stage: Stage) -> float:
    """When the last rightful notice came live, or now where it is for nobody who could look."""
    looked = [
        stage.arrived[username, came.event_id].at
        for came in told.came
        for username in stage.cast.with_inbox(came.became)
        if came.event_id is not None
    ]
    return max(looked, default=time.monotonic())
