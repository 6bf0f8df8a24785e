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
    """In turns: the apps alone, and the apps with the poisoner beside them.

    A turn more where the first ones say that others are slowed: all count, and few could be chance.
    """
    turns, most = (1, 3) if trial.quick else (4, 5)
    (citizen,) = await trial.vendors.citizens(1)
    refusals: Counter[str] = Counter()
    windows: tuple[list[Window], list[Window]] = [], []
    async with KafkaApp.open(trial.rig.stack, APP, idempotent=True) as writer:
        places: list[At] = []
        for turn in range(most):
            async with trial.load():
                began = time.time()
                await asyncio.sleep(1.5 if trial.quick else 8)
                trial.struck("poison")
                begun = time.time()
                while time.time() < begun + (1.5 if trial.quick else 8):
                    await _poison(trial, writer, citizen, places, refusals)
                windows[0].append(Window(began, begun))
                windows[1].append(Window(begun, time.time()))
                trial.lifted()
            slowed = _slowed(trial, *windows)
            if turn + 1 >= turns and not slowed:
                break
        await writer.answered(places)
        wrong = writer.faults(places) + [f"{at} was accepted" for at in places if writer.kinds(at) != ["afvist"]]
        trial.expect(not wrong, f"{len(wrong)} poisoned records were not answered as refused, once: {wrong[:1]}")
    for sentence in slowed:
        trial.expect(False, sentence)
    bad = {answer: times for answer, times in refusals.items() if not answer.startswith("4")}
    trial.expect(not bad, f"over HTTP poison was answered {bad}")
    trial.note(poison={"records": len(places), "requests": dict(refusals)})


async def _poison(trial: Trial, writer: KafkaApp, citizen: str, places: list[At], refusals: Counter[str]) -> None:
    """Every kind once over each door, at any service."""
    parts = trial.rig.everyone()
    for one in poison.every_kind(APP, citizen):
        places.append(await poison.write(writer, one))
        url = trial.rig.url(trial.random.choice(parts))
        status, problem = await poison.post(trial.vendors, APP, url, one)
        refusals[f"{status}" if problem else f"{status} without a problem"] += 1


def _slowed(trial: Trial, without: list[Window], with_it: list[Window]) -> list[str]:
    """A sentence for each way in which others were slowed."""
    reports = list(trial.journal.reports.values())
    alone, beside = timing.sent_in(without, reports), timing.sent_in(with_it, reports)
    found = []
    for name, before, during in (
        ("answered", timing.answered_in(alone), timing.answered_in(beside)),
        ("told", timing.told_in(trial.history, alone), timing.told_in(trial.history, beside)),
    ):
        p99s = timing.p99(before), timing.p99(during)
        trial.note(**{f"others_{name}_p99_s": p99s})
        if timing.slowed(*p99s, timing.slack(quick=trial.quick)):
            found.append(f"others were {name} within {p99s[1]:.2f} s (p99) beside the poison, {p99s[0]:.2f} s without")
    return found


ROW = RowSpec("7", "poison of every kind on intake", "one broker", act, measures=True)
