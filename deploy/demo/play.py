"""Runs the script and compares who was told with who should have been."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from deploy.demo.doors import Doors, Rejected
from deploy.demo.post import Mailbox, Post, compare
from deploy.demo.story import ADDRESSES, RELATIVE, STORY, Ids, Step
from deploy.demo.topic import AppTopic

_ARRIVAL_SECONDS = 10.0
# How long to look for a notice that nobody should have got: several times what the right ones take.
_QUIET_SECONDS = 2.0


@dataclass(slots=True)
class Told:
    """What came of one step. `seconds` from the report's sending to the last rightful notice on a live stream.

    `texts` are the notices' own words by username; `missing` and `astray` are usernames.
    """

    step: Step
    trace_id: str | None = None
    seconds: float | None = None
    refused: str | None = None
    texts: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)

    def compare(
        self,
        events: set[str],
        inboxes: Mapping[str, list[dict[str, Any]]],
        arrived: Mapping[tuple[str, str], float],
        stand_ins: frozenset[str] = frozenset(),
    ) -> None:
        """Holds what came, of the events the report became, against the script. `stand_ins` may read with the relative:
        they have accepted the invitation that was mailed to her."""
        may = self.step.told | (stand_ins if RELATIVE in self.step.told else frozenset())
        for name, items in inboxes.items():
            notices = [item for item in items if item["event_id"] in events]
            seen = bool(notices) or any((name, event) in arrived for event in events)
            if notices:
                self.texts[name] = notices[0]["text"]
            if name in self.step.told and (not notices or len(notices) > len(events)):
                self.missing.append(name)
            if name not in may and seen:
                self.astray.append(name)

    @property
    def right(self) -> bool:
        return self.refused is None and not self.missing and not self.astray


@dataclass(frozen=True, slots=True)
class Played:
    """The whole run. `right` when everyone who should know was told, and nobody else was."""

    steps: tuple[Told, ...]
    post: Post

    @property
    def right(self) -> bool:
        return self.post.right and all(step.right for step in self.steps)


async def play(endpoints: Mapping[str, Any], *, on_step: Callable[[Told], None] = lambda _: None) -> Played:
    """Plays the story on a running stack. `on_step` is called as soon as a step's rightful notices have come."""
    citizen = next(p["citizen_id"] for p in endpoints["people"].values() if p["role"] == "citizen")
    everyone = list(endpoints["people"])
    ids, today = Ids.fresh(), datetime.now(ZoneInfo("Europe/Copenhagen")).date()
    arrived: dict[tuple[str, str], float] = {}
    steps: list[tuple[Told, set[str]]] = []
    expected = Counter(ADDRESSES[name] for step in STORY for name in step.mailed)
    async with AsyncExitStack() as opened:
        doors = await opened.enter_async_context(Doors.open(endpoints))
        topics = {
            app: await opened.enter_async_context(AppTopic.open(endpoints, app))
            for app in {step.app for step in STORY if step.door == "Kafka"}
        }
        mailbox = doors.mailbox()
        watched = {name: asyncio.Event() for name in everyone}
        streams = [asyncio.create_task(doors.follow(name, arrived, watched[name])) for name in everyone]
        try:
            async with asyncio.timeout(30):
                await asyncio.gather(mailbox.open(), *(event.wait() for event in watched.values()))
            stand_ins = await _stand_ins(endpoints, mailbox)
            for step in STORY:
                told = Told(step)
                events = await _step(doors, topics, told, citizen, step.data(ids, today), arrived)
                steps.append((told, events))
                on_step(told)
                if told.refused is not None:
                    break
            await mailbox.wait_for(expected)
            await asyncio.sleep(_QUIET_SECONDS)
            inboxes = {name: await doors.inbox(name) for name in everyone}
            post = compare(await mailbox.new(), expected, (person["name"] for person in endpoints["people"].values()))
        finally:
            for stream in streams:
                stream.cancel()
            await asyncio.gather(*streams, return_exceptions=True)
    for told, events in steps:
        told.compare(events, inboxes, arrived, stand_ins)
    return Played(tuple(told for told, _ in steps), post)


async def _step(
    doors: Doors,
    topics: Mapping[str, AppTopic],
    told: Told,
    citizen: str,
    data: Mapping[str, Any],
    arrived: Mapping[tuple[str, str], float],
) -> set[str]:
    """Reports, waits for the rightful notices, and gives the ids of the events the report became."""
    step, sent = told.step, time.monotonic()
    try:
        if step.door == "Kafka":
            answered = await topics[step.app].report(step.type, citizen, data, _ARRIVAL_SECONDS)
            receipt = await doors.receipt(step.app, step.service, answered)
        else:
            receipt = await doors.report(step.app, step.service, step.type, citizen, data)
    except Rejected as rejected:
        told.refused = str(rejected)
        return set()
    told.trace_id = receipt["trace_id"]
    while time.monotonic() < sent + _ARRIVAL_SECONDS:
        events = {event["id"] for event in receipt["published"]}
        if receipt["status"] == "refused":
            told.refused = "; ".join(error["detail"] for error in receipt["errors"])
            return events
        when = [max((arrived.get((name, e), 0.0) for e in events), default=0.0) for name in step.told]
        if events and all(when):
            told.seconds = max(when) - sent
            return events
        await asyncio.sleep(0.02)
        if not events:
            # A report that names what its service has not heard of yet is decided a moment later.
            receipt = await doors.receipt(step.app, step.service, receipt["receipt_id"])
    return {event["id"] for event in receipt["published"]}


async def _stand_ins(endpoints: Mapping[str, Any], mailbox: Mailbox) -> frozenset[str]:
    """The relatives whom only an invitation binds, once the one that was mailed has been used."""
    if not await mailbox.invitation_is_closed(ADDRESSES[RELATIVE]):
        return frozenset()
    people = endpoints["people"].items()
    return frozenset(name for name, one in people if one["role"] == "relative" and "designation_id" not in one)
