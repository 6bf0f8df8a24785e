"""Plays stories on a running stack and compares who was told with who should have been."""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from deploy.demo.cast import Cast
from deploy.demo.doing import Stage, do
from deploy.demo.doors import Doors
from deploy.demo.judging import Arrival, Arrivals, Told
from deploy.demo.log import Log
from deploy.demo.naming import Naming
from deploy.demo.post import Mailbox, Post, compare
from deploy.demo.story import Citizen, DemoCitizen, Report, Story
from deploy.demo.topic import AppTopic
from deploy.embedded.people import RELATIVE_EMAIL

_OPENING_SECONDS = 30.0
# How long to look for a notice that nobody should have got: several times what the right ones take.
_QUIET_SECONDS = 1.5
# What becomes of notices is told of every event, and is no event about the citizen.
_OF_NOTICES = "dk.samspil.besked."


@dataclass(frozen=True, slots=True)
class Played:
    """One story played. `right` when everyone who should know was told, and nobody else was.

    `unforeseen` are types of events about its people that the story knows nothing of.
    """

    story: Story
    cast: Cast
    steps: tuple[Told, ...]
    post: Post
    unforeseen: tuple[str, ...]
    seconds: float

    @property
    def right(self) -> bool:
        return self.post.right and not self.unforeseen and all(step.right for step in self.steps)


async def play(
    endpoints: Mapping[str, Any], stories: Sequence[Story], *, on_story: Callable[[Played], None] = lambda _: None
) -> tuple[Played, ...]:
    """Plays the stories one after the other. `on_story` is called as soon as one has been played and compared."""
    played = []
    async with _open(endpoints, stories) as house:
        for story in stories:
            played.append(await house.play(story))
            on_story(played[-1])
    return tuple(played)


@dataclass(frozen=True, slots=True)
class _House:
    """Everything that is used and watched while stories are played; opened once for all of them."""

    people: Mapping[str, Mapping[str, Any]]
    doors: Doors
    topics: Mapping[str, AppTopic]
    mailbox: Mailbox
    log: Log
    arrived: Arrivals
    stand_ins: frozenset[str]

    async def play(self, story: Story) -> Played:
        began, before = time.monotonic(), len(self.log.events)
        await self.mailbox.begin()
        cast = Cast.of(story, self.people, secrets.token_hex(4))
        known = await self._ids(story)
        naming = Naming(datetime.now(ZoneInfo("Europe/Copenhagen")).date(), known, cast.addresses)
        stage = Stage(self.doors, self.topics, self.log, self.arrived, cast, naming)
        steps: list[Told] = []
        for step in story.steps:
            steps.append(await do(step, stage))
            if steps[-1].wrong:
                break
        post = await self._compare(steps, cast)
        own = {id_ for name, id_ in known.items() if isinstance(story.cast[name], Citizen)}
        unforeseen = tuple(
            event.type
            for event in self.log.events[before:]
            if event.subject in own and event.id not in stage.claimed and not event.type.startswith(_OF_NOTICES)
        )
        return Played(story, cast, tuple(steps), post, unforeseen, time.monotonic() - began)

    async def _ids(self, story: Story) -> dict[str, str]:
        """Of the citizens it is about: entered in the index, or the one who can sign in."""
        ids = {}
        for name, one in story.cast.items():
            if isinstance(one, Citizen):
                ids[name] = await self.doors.citizen(one.name)
            elif isinstance(one, DemoCitizen):
                ids[name] = str(self.people[one.username]["citizen_id"])
        return ids

    async def _compare(self, steps: Sequence[Told], cast: Cast) -> Post:
        """Waits for what is on its way, then looks everywhere."""
        mailed = [name for told in steps for came in told.came for name in came.became.mailed]
        mailed += [name for told in steps for name in told.step.invites]
        expected = Counter(cast.addresses[name] for name in mailed)
        await self.mailbox.wait_for(expected)
        await asyncio.sleep(_QUIET_SECONDS)
        inboxes = {name: await self.doors.inbox(name) for name in self.people}
        for told in steps:
            for came in told.came:
                lines = self.log.told.get(came.event_id or "", set())
                came.judge(cast, inboxes, self.arrived, lines, self.stand_ins)
        names = [*(one["name"] for one in self.people.values())]
        names += [one.name for one in cast.story.cast.values() if not isinstance(one, DemoCitizen)]
        return compare(await self.mailbox.new(), expected, names)


@asynccontextmanager
async def _open(endpoints: Mapping[str, Any], stories: Sequence[Story]) -> AsyncIterator[_House]:
    everyone, arrived = endpoints["people"], dict[tuple[str, str], Arrival]()
    done = [does for story in stories for step in story.steps for does in step.does]
    writing = {does.by for does in done if isinstance(does, Report) and does.door == "Kafka"}
    async with AsyncExitStack() as opened:
        doors = await opened.enter_async_context(Doors.open(endpoints))
        log = await opened.enter_async_context(Log.open(endpoints))
        topics = {app: await opened.enter_async_context(AppTopic.open(endpoints, app)) for app in writing}
        mailbox = doors.mailbox()
        watched = {name: asyncio.Event() for name in everyone}
        streams = [asyncio.create_task(doors.follow(name, arrived, watched[name])) for name in everyone]
        try:
            async with asyncio.timeout(_OPENING_SECONDS):
                await asyncio.gather(mailbox.open(), *(event.wait() for event in watched.values()))
            stand_ins = await _stand_ins(everyone, mailbox)
            yield _House(everyone, doors, topics, mailbox, log, arrived, stand_ins)
        finally:
            for stream in streams:
                stream.cancel()
            await asyncio.gather(*streams, return_exceptions=True)


async def _stand_ins(people: Mapping[str, Mapping[str, Any]], mailbox: Mailbox) -> frozenset[str]:
    """The relatives whom only an invitation binds, once the one that was mailed has been used."""
    if not await mailbox.invitation_is_closed(RELATIVE_EMAIL):
        return frozenset()
    return frozenset(name for name, one in people.items() if one["role"] == "relative" and "designation_id" not in one)
