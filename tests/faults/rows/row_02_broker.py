"""The broker is killed, and frozen for a short and for a long while: reports wait in the outbox, and apps ask again."""

import asyncio

from tests.faults.rows import RowSpec
from tests.faults.trial import Trial


async def act(trial: Trial) -> None:
    """Killed once, then frozen; each is recovered from before the next."""
    async with trial.load():
        await asyncio.sleep(1)
        trial.struck("the broker is killed")
        trial.rig.kill("kafka")
        trial.lifted()  # nobody has to do anything: from here on it is up to the keeper and the services
        await trial.recovered()
        for seconds in (3,) if trial.quick else (5, 60):
            trial.struck(f"the broker is frozen for {seconds} s")
            trial.rig.freeze("kafka")
            await asyncio.sleep(seconds)
            if seconds >= 5:
                why = await trial.rig.unready("referral")
                trial.expect(why is not None and "kafka" in why, "an instance says it is ready while Kafka is frozen")
            trial.rig.wake("kafka")
            trial.lifted()
            await trial.recovered()


ROW = RowSpec("2", "the broker killed; frozen for 5 and for 60 s", "one broker", act)
