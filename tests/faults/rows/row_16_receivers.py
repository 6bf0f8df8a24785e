"""Receivers that are down, slow or answer 500: what is for them arrives after all, and nobody else waits for it."""

import asyncio
import time

from tests.faults import timing
from tests.faults.rows import RowSpec
from tests.faults.timing import Window
from tests.faults.trial import Trial
from tests.integration.story import KRAFT, SOCIAL
from tests.integration.webhooks.receiver import Received

SLOW_S = 4.0
LATE_S = 2.5
"""Who waited for a receiver would be later than this; what else goes on makes nobody so late."""


async def _refuses(_: Received) -> tuple[int, dict[str, str]]:
    return 500, {}


async def _dawdles(_: Received) -> tuple[int, dict[str, str]]:
    await asyncio.sleep(SLOW_S)
    return 204, {}


async def act(trial: Trial) -> None:
    """Without a fault; then one webhook and the mail server gone, the other webhook answering 500; then all slow."""
    seconds = 1.0 if trial.quick else 15.0
    # In the short form so few that no circuit opens: a receiver is left alone for 15 s after five failures in a row.
    rate, citizens = (10.0, 6) if trial.quick else (60.0, 30)
    kraft, social = trial.vendors.hooks[KRAFT], trial.vendors.hooks[SOCIAL]
    thanks = kraft.answer
    async with trial.load(rate=rate, citizens=citizens, patience=300) as load:
        well = await _window(seconds)
        trial.struck("webhooks and mail down, one webhook answering 500")
        await kraft.down()
        social.answer = _refuses
        await trial.rig.stop("mail")
        try:
            # It is invited by mail, and the webhook that is down hears of new referrals alone.
            await load.join(await load.another("mail"))
            down = await _window(seconds)
        finally:
            social.answer = thanks
            await kraft.up()
            await trial.rig.start("mail")
        trial.struck("webhooks and mail slow")
        kraft.answer = social.answer = _dawdles
        trial.rig.freeze("mail")
        try:
            await load.join(await load.another("mail"))
            slow = await _window(seconds)
        finally:
            kraft.answer = social.answer = thanks
            trial.rig.wake("mail")
        trial.lifted()
    failed = await _failed(trial)
    trial.note(attempts_failed=failed)
    trial.expect(set(failed) >= {"mail", "webhook"}, f"no delivery failed in the meantime, or not everywhere: {failed}")
    _compare(trial, well, down, slow)


async def _window(seconds: float) -> Window:
    began = time.time()
    await asyncio.sleep(seconds)
    return Window(began, time.time())


async def _failed(trial: Trial) -> dict[str, int]:
    """How many tries came to nothing, by channel."""
    asked = """
    SELECT d.channel, count(*) FROM delivery_attempts a JOIN deliveries d ON d.id = a.delivery_id
    WHERE a.code <> 'delivered' AND d.subject = ANY($1::uuid[]) GROUP BY d.channel
    """
    async with trial.rig.driver.database("notifications") as database:
        rows = await database.fetch(asked, list(trial.journal.lives))
    return {row["channel"]: row["count"] for row in rows}


def _compare(trial: Trial, well: Window, down: Window, slow: Window) -> None:
    """The inbox waits for no receiver: it is told as fast as before."""
    reports = list(trial.journal.reports.values())
    before, *during = (
        timing.p99(timing.told_in(trial.history, timing.sent_in([window], reports))) for window in (well, down, slow)
    )
    trial.note(inbox_told_p99_s=[before, *during])
    for state, took in zip(("down", "slow"), during, strict=True):
        trial.expect(
            not timing.slowed(before, took, LATE_S),
            f"with receivers {state} inboxes were told within {took:.2f} s (p99), {before:.2f} s before",
        )


ROW = RowSpec("16", "mail and webhook receivers down, slow, answering 500", "one broker", act)
