"""Poison of every kind on intake: each is answered as refused, and nobody else is slowed."""

import asyncio
import time
from collections import Counter

from tests.faults import timing
from tests.faults.load import poison
from tests.faults.rows import RowSpec
from tests.faults.timing import Window
from tests.faults.trial import Trial
from tests.integration.intake.writer import At, KafkaApp

APP = "svr-app"
"""The app that has gone wrong; all the others are at work beside it."""


async def act(trial: Trial) -> None:
    """In turns: the apps alone, and the apps with the poisoner beside them."""
    turns, seconds = (2, 1.0) if trial.quick else (4, 8.0)
    (citizen,) = await trial.vendors.citizens(1)
    refusals: Counter[str] = Counter()
    without: list[Window] = []
    with_it: list[Window] = []
    async with KafkaApp.open(trial.rig.stack, APP, idempotent=True) as writer:
        places: list[At] = []
        async with trial.load():
            for _ in range(turns):
                began = time.time()
                await asyncio.sleep(seconds)
                trial.struck("poison")
                begun = time.time()
                while time.time() < begun + seconds:
                    await _poison(trial, writer, citizen, places, refusals)
                without.append(Window(began, begun))
                with_it.append(Window(begun, time.time()))
            trial.lifted()
        await writer.answered(places)
        wrong = writer.faults(places) + [f"{at} was accepted" for at in places if writer.kinds(at) != ["afvist"]]
        trial.expect(not wrong, f"{len(wrong)} poisoned records were not answered as refused, once: {wrong[:1]}")
    bad = {answer: times for answer, times in refusals.items() if not answer.startswith("4")}
    trial.expect(not bad, f"over HTTP poison was answered {bad}")
    _compare(trial, without, with_it)
    trial.note(poison={"records": len(places), "requests": dict(refusals)})


async def _poison(trial: Trial, writer: KafkaApp, citizen: str, places: list[At], refusals: Counter[str]) -> None:
    """Every kind once over each door, at any service."""
    parts = trial.rig.everyone()
    for one in poison.every_kind(APP, citizen):
        places.append(await poison.write(writer, one))
        url = trial.rig.url(trial.random.choice(parts))
        status, problem = await poison.post(trial.vendors, APP, url, one)
        refusals[f"{status}" if problem else f"{status} without a problem"] += 1


def _compare(trial: Trial, without: list[Window], with_it: list[Window]) -> None:
    reports = list(trial.journal.reports.values())
    for name, seconds in (
        ("answered", timing.answered_in),
        ("told", lambda chosen: timing.told_in(trial.history, chosen)),
    ):
        before, during = (timing.p99(seconds(timing.sent_in(windows, reports))) for windows in (without, with_it))
        trial.note(**{f"others_{name}_p99_s": [before, during]})
        trial.expect(
            not timing.slowed(before, during, quick=trial.quick),
            f"others were {name} within {during:.2f} s (p99) beside the poison, {before:.2f} s without",
        )


ROW = RowSpec("7", "poison of every kind on intake", "one broker", act)
