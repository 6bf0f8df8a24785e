"""Everything reported twice, and everything read twice."""

import asyncio
from collections.abc import Collection, Mapping

from shared.messaging.topics import SERVICES
from tests.faults.rows import RowSpec
from tests.faults.trial import Trial
from tests.integration.offsets import reset_intake_to_start, reset_to_start

_EFFECTS = """
SELECT (SELECT count(*) FROM receipts) AS receipts, (SELECT count(*) FROM receipt_events) AS events,
       (SELECT count(*) FROM inbox) AS marks
"""


async def act(trial: Trial) -> None:
    """Under the same ids, over any door; then both groups of every service begin again at the start of their topics.

    In the short form those of two services.
    """
    async with trial.load(twice=True):
        await asyncio.sleep(1 if trial.quick else 30)
    before = await _effects(trial)
    trial.struck("offsets set back to the start")
    await _read_all_again(trial, SERVICES[1:] if trial.quick else SERVICES)
    trial.lifted()
    await trial.settle()
    after = await _effects(trial)
    trial.expect(before == after, f"read again, {before} has become {after}")
    repeated = 0.0
    for part in trial.rig.everyone():
        repeated += sum((await trial.rig.labelled(part, "samspil_events_repeated_total")).values())
    trial.note(records_read_again=int(repeated))
    trial.expect(repeated >= trial.verdict.accepted, f"only {repeated:.0f} records were read again")


async def _read_all_again(trial: Trial, services: Collection[str]) -> None:
    rig = trial.rig
    parts = [part for service in services for part in rig.instances(service)]
    await asyncio.gather(*map(rig.stop, parts))
    try:
        for service in services:
            await reset_to_start(rig.stack, service)
            await reset_intake_to_start(rig.stack, service)
    finally:
        await asyncio.gather(*map(rig.start, parts))


async def _effects(trial: Trial) -> Mapping[str, Mapping[str, int]]:
    found = {}
    for service in SERVICES:
        async with trial.rig.driver.database(service) as database:
            found[service] = dict(await database.fetchrow(_EFFECTS) or {})
    return found


ROW = RowSpec("9", "everything reported twice; offsets reset to the start", "one broker", act)
