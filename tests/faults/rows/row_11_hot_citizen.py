"""One hot citizen with nine tenths of the events: the others' slowest hundredth takes at most twice as long."""

import asyncio
import math
import time

from tests.faults import timing
from tests.faults.rows import RowSpec
from tests.faults.timing import Window
from tests.faults.trial import Trial

HOT = 0.9
CROWD = 20


async def act(trial: Trial) -> None:
    """In turns: the nine tenths spread over twenty citizens, and the same about one alone.

    A turn more where the first ones say otherwise: all count, and few could be chance.
    """
    turns, most = (1, 3) if trial.quick else (3, 4)
    spread: list[float] = []
    hot: list[float] = []
    for turn in range(most):
        spread += await _others_told_in(trial, CROWD)
        hot += await _others_told_in(trial, 1)
        before, during = timing.p99(spread), timing.p99(hot)
        if turn + 1 >= turns and not timing.slowed(before, during, timing.slack(quick=trial.quick)):
            break
    trial.note(others_told_p99_s=[before, during], samples=[len(spread), len(hot)])
    trial.expect(
        not timing.slowed(before, during, timing.slack(quick=trial.quick)),
        f"others were told within {during:.2f} s (p99) beside the hot citizen, {before:.2f} s without",
    )


async def _others_told_in(trial: Trial, crowd: int) -> list[float]:
    """Seconds until everybody was told, of each report about one of the others."""
    seconds, rate = (2.0, 50.0) if trial.quick else (15.0, 300.0)
    before = len(trial.journal.reports)
    async with trial.load(rate=rate, citizens=8, hot=HOT, crowd=crowd) as load:
        trial.struck(f"nine tenths about {crowd} citizen{'s' * (crowd > 1)}")
        begun = time.time()
        await asyncio.sleep(seconds)
        trial.lifted()
    favoured = {life.citizen for life in load.crowd}
    reports = timing.sent_in([Window(begun, math.inf)], list(trial.journal.reports.values())[before:])
    others = [report for report in reports if report.citizen not in favoured]
    share = 1 - len(others) / len(reports)
    trial.expect(share > HOT - 0.1, f"the crowd had {share:.0%} of the events")
    return timing.told_in(trial.history, others)


ROW = RowSpec("11", "one hot citizen with 90% of the events", "one broker", act, measures=True)
