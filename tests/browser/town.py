"""The pages with the other services in memory beside them, over loopback, with a day's work in them."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID, uuid4

from tests.browser.served import free_port, server, wait_for
from tests.unit.notifications.web.stand import Stand


@dataclass
class Day:
    """Addresses and ids of a day's work at Kraftcenter. `new` is a referral nobody has answered, `old` one under way
    with `intervention`; `stranger` is a citizen whom nobody at Kraftcenter has to do with."""

    url: str
    stand: Stand
    loop: asyncio.AbstractEventLoop
    citizen: UUID
    new: UUID
    old: UUID
    intervention: UUID
    course: UUID
    stranger: UUID

    def anew(self) -> None:
        """Puts everything back to how the day begins."""
        found = asyncio.run_coroutine_threadsafe(a_day(self.stand), self.loop).result(10)
        for name, value in found.items():
            setattr(self, name, value)


@contextmanager
def served_town() -> Iterator[Day]:
    """Pages, issuer, referral and kraftcenter on free ports, in a thread, until the block ends."""
    ports = [free_port() for _ in range(4)]
    pages, issuer, referral, kraftcenter = (f"http://127.0.0.1:{port}" for port in ports)
    with TemporaryDirectory() as folder:
        stand = Stand(
            issuer,
            pages,
            Path(folder),
            referral_url=referral,
            kraftcenter_url=kraftcenter,
            names_seconds=5,
            settled=True,
        )
        apps: list[Any] = [stand.pages(), stand.issuer(), stand.town.referral, stand.town.kraftcenter]
        servers = [server(app, port) for app, port in zip(apps, ports, strict=True)]
        loop = asyncio.new_event_loop()

        def run() -> None:
            asyncio.set_event_loop(loop)
            loop.run_until_complete(asyncio.gather(*(each.serve() for each in servers)))

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        for port in ports:
            wait_for(port)
        found = asyncio.run_coroutine_threadsafe(a_day(stand), loop).result(10)
        try:
            yield Day(pages, stand, loop, **found)
        finally:
            loop.call_soon_threadsafe(apps[0].state.stopping.set)
            for each in servers:
                each.should_exit = True
            thread.join(10)


async def a_day(stand: Stand) -> dict[str, UUID]:
    """One citizen with a referral to answer and one under way, with goals; a course; and a stranger."""
    town = stand.town
    town.clear()
    citizen, new, old, intervention, goal, sub, course = (
        await town.citizen("Aksel Bræmer"),
        *(uuid4() for _ in range(6)),
    )
    asked = {
        "from_department": "socialpsykiatri",
        "to_department": "kraftcenter",
        "priority": "routine",
        "themes": ["relationer", "samfundsliv"],
        "origin": "professional",
    }
    await town.happens(
        "socialpsykiatri",
        "henvisning.oprettet",
        citizen,
        {**asked, "referral_id": str(old), "offer": "kraftcenter-traening"},
    )
    await town.happens(
        "kraftcenter", "henvisning.accepteret", citizen, {"referral_id": str(old), "by_department": "kraftcenter"}
    )
    follow_up = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    await town.happens(
        "kraftcenter", "indsats.startet", citizen,
        {"intervention_id": str(intervention), "referral_id": str(old), "department": "kraftcenter",
         "offer": "kraftcenter-traening", "follow_up_on": follow_up},
    )  # fmt: skip
    await town.happens(
        "kraftcenter", "indsatsmaal.fastsat", citizen,
        {"goal_id": str(goal), "intervention_id": str(intervention), "themes": ["samfundsliv"], "kind": "develop"},
    )  # fmt: skip
    step = {"sub_goal_id": str(sub), "goal_id": str(goal), "intervention_id": str(intervention)}
    await town.happens(
        "kraftcenter", "delmaal.aftalt", citizen,
        {**step, "measure_kind": "count", "target_on": follow_up, "citizen_took_part": True},
    )  # fmt: skip
    await town.happens(
        "kraftcenter", "delmaal.naaet", citizen,
        {**step, "reached_on": datetime.now(UTC).date().isoformat(), "informant": "citizen",
         "private": {"citizen_words": "Jeg kom ud to gange i denne uge."}},
    )  # fmt: skip
    await town.happens(
        "socialpsykiatri", "henvisning.oprettet", citizen,
        {**asked, "priority": "urgent", "referral_id": str(new), "offer": "kraftcenter-hjaelp",
         "private": {"note": "Ring gerne før kl. 12."}},
    )  # fmt: skip
    await town.happens(
        "kraftcenter", "forloeb.aabnet", course,
        {"course_id": str(course), "offer": "peer-gruppe", "capacity": 10, "sessions": 10,
         "first_session_on": follow_up},
    )  # fmt: skip
    stranger, other = await town.citizen("Inger Holm"), uuid4()
    await town.happens(
        "socialpsykiatri", "henvisning.oprettet", stranger,
        {**asked, "to_department": "paaroerende", "referral_id": str(other), "offer": "paaroerende-netvaerk"},
    )  # fmt: skip
    return {
        "citizen": citizen,
        "new": new,
        "old": old,
        "intervention": intervention,
        "course": course,
        "stranger": stranger,
    }


if __name__ == "__main__":
    with served_town() as day:
        print(day.url, day.citizen, day.new)  # noqa: T201 (for whoever looks at the pages by hand)
        threading.Event().wait()
