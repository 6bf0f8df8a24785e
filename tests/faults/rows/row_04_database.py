"""PostgreSQL is restarted at once under load; its LISTEN connections are dropped alone; no NOTIFY is heard."""

import asyncio
import signal

from tests.faults.rows import RowSpec
from tests.faults.trial import Trial
from tests.sabotage import DEAF

_LISTENING = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name LIKE 'wake %'"


async def act(trial: Trial) -> None:
    """One after the other; what was acknowledged stays, and what nobody was woken for is found by looking."""
    pause, rig = 1 if trial.quick else 5, trial.rig
    async with trial.load():
        await asyncio.sleep(pause)
        for _ in range(1 if trial.quick else 3):
            trial.struck("PostgreSQL is told to stop at once, without a checkpoint")
            rig.signal("postgres", signal.SIGQUIT)
            trial.lifted()
            await trial.recovered()
        trial.struck("the connections on which hints are heard are ended")
        async with rig.superuser() as connection:
            ended = await connection.fetchval(_LISTENING)
        trial.lifted()
        trial.expect(ended >= len(rig.everyone()), f"only {ended} connections listened")
        await asyncio.sleep(pause)
        trial.struck("no hint is heard")
        with rig.sabotaged(rig.everyone(), DEAF):
            await asyncio.sleep(pause)
            trial.lifted()
            await trial.recovered()  # while nobody hears: by looking now and then


ROW = RowSpec("4", "PostgreSQL restarted at once; LISTEN dropped; NOTIFY unheard", "one broker", act)
