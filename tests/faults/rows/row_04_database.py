"""PostgreSQL is restarted at once under load; its LISTEN connections are dropped alone; no NOTIFY is heard."""

import asyncio
import signal

from tests.faults.rows import RowSpec
from tests.faults.trial import Trial
from tests.sabotage import DEAF

_LISTENING = "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'wake %'"
_END = f"SELECT count(pg_terminate_backend(pid)) FROM ({_LISTENING}) AS listening"  # noqa: S608 (our own words)
_PATIENCE_S = 60.0


async def act(trial: Trial) -> None:
    """One after the other; what was acknowledged stays, and what nobody was woken for is found by looking."""
    pause, rig = 0.5 if trial.quick else 5, trial.rig
    async with trial.load():
        await asyncio.sleep(pause)
        for _ in range(1 if trial.quick else 3):
            trial.struck("PostgreSQL is told to stop at once, without a checkpoint")
            rig.signal("postgres", signal.SIGQUIT)
            trial.lifted()
            await trial.recovered()
        trial.struck("the connections on which hints are heard are ended")
        async with rig.superuser() as connection:
            # Ready again, an instance may still be about to listen again.
            async with asyncio.timeout(_PATIENCE_S):
                while len(await connection.fetch(_LISTENING)) < len(rig.everyone()):  # noqa: ASYNC110 (elsewhere)
                    await asyncio.sleep(0.1)
            ended = await connection.fetchval(_END)
        trial.lifted()
        trial.expect(ended >= len(rig.everyone()), f"only {ended} connections listened")
        await asyncio.sleep(pause)
        trial.struck("no hint is heard")
        with rig.sabotaged(rig.everyone(), DEAF):
            await asyncio.sleep(pause)
            trial.lifted()
            await trial.recovered()  # while nobody hears: by looking now and then


ROW = RowSpec("4", "PostgreSQL restarted at once; LISTEN dropped; NOTIFY unheard", "one broker", act)
