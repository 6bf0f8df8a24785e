"""One hot citizen with nine tenths of the events: the others' slowest hundredth takes at most twice as long."""

import asyncio

from tests.faults import timing
from tests.faults.rows import RowSpec
from tests.faults.trial import Trial

HOT = 0.9
CROWD = 20


async def act(trial: Trial) -> None:
    """In turns: the nine tenths spread over twenty citizens, and the same about one alone."""
    turns, seconds, rate = (1, 2.5, 200.0) if trial.quick else (3, 15.0, 300.0)
    spread: list[float] = []
    hot: list[float] = []
    for _ in range(turns):
        for crowd, found in ((CROWD, spread), (1, hot)):
            async with trial.load(rate=rate, citizens=10, hot=HOT, crowd=crowd) as load:
                before = len(trial.journal.reports)
                trial.struck("one hot citizen" if crowd == 1 else "nobody in particular")
                await asyncio.sleep(seconds)
                trial.lifted()
            favoured = {life.citizen for life in load.crowd}
            reports = list(trial.journal.reports.values())[before:]
            others = [report for report in reports if report.citizen not in favoured]
            found += timing.told_in(trial.history, others)
            if crowd == 1:
                share = 1 - len(others) / len(reports)
                trial.expect(share > HOT - 0.1, f"the hot citizen had {share:.0%} of the events")
    before_s, during_s = timing.p99(spread), timing.p99(hot)
    trial.note(others_told_p99_s=[before_s, during_s], samples=[len(spread), len(hot)])
    trial.expect(
        not timing.slowed(before_s, during_s),
        f"others were told within {during_s:.2f} s (p99) beside the hot citizen, {before_s:.2f} s without",
    )


ROW = RowSpec("11", "one hot citizen with 90% of the events", "one broker", act)
