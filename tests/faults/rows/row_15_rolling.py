"""A rolling restart to a newer build, and back: old and new side by side."""

import asyncio
import contextlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from shared.messaging.topics import SERVICES
from tests.faults.load.life import SAID_AT
from tests.faults.newer_build import FIELD, TYPE, NewerBuild
from tests.faults.oracle import topics
from tests.faults.rows import RowSpec
from tests.faults.trial import Trial
from tests.integration.driver import a_goal
from tests.integration.story import until


async def act(trial: Trial) -> None:
    """Tables first, then one instance after another, under reports that are all made twice: some to either build.

    The short form stops half-way: of two services one instance stays what it was, and of the third both.
    """
    services = SERVICES[1:] if trial.quick else SERVICES
    with tempfile.TemporaryDirectory(prefix="samspil-newer-") as folder:
        build = await asyncio.to_thread(NewerBuild, Path(folder) / "build")
        since = await topics.ends(trial.rig)
        with contextlib.ExitStack() as newer:
            async with trial.load(twice=True):
                trial.struck("tables migrated, instances restarted")
                await _expand(trial, build, services)
                await _roll(trial, build, newer, services, 0)
                await _field_is_carried(trial)
                with contextlib.suppress(AssertionError):  # below it is said what is missing
                    await until(lambda: _both_have_published(trial, since), 60)
                if not trial.quick:
                    await asyncio.sleep(20)
                    await _roll(trial, build, newer, services, -1)
                    await asyncio.sleep(20)
                trial.lifted()
                newer.close()
                for number in (0,) if trial.quick else (0, -1):
                    await asyncio.gather(*(_restart(trial, trial.rig.instances(s)[number]) for s in services))
        goals = await _goals(trial, since)
        trial.note(events_of_the_newer_build=sum(goals), of_the_older=len(goals) - sum(goals))
        trial.expect(0 < sum(goals) < len(goals), "only one of the builds has published")
        said = await build.run("shared.contracts.schemas", "write")
        trial.expect(not said.strip(), f"the newer build's schemas break older readers: {said}")


async def _expand(trial: Trial, build: NewerBuild, services: Sequence[str]) -> None:
    """Each one's database, by its owner, while the older build works on it."""
    environments = {service: trial.rig.stack.environment(service) for service in services}
    await asyncio.gather(*(build.run("deploy.cli", "migrate", s, environment=told) for s, told in environments.items()))


async def _roll(
    trial: Trial, build: NewerBuild, newer: contextlib.ExitStack, services: Sequence[str], number: int
) -> None:
    """One instance of each service: another one of it runs on, in the other build."""
    parts = [trial.rig.instances(service)[number] for service in services]
    for part in parts:
        variables = build.environment(trial.rig.switches.environment)
        newer.enter_context(trial.rig.stack.changed_environment(part, **variables))
    await asyncio.gather(*(_restart(trial, part) for part in parts))


async def _restart(trial: Trial, part: str) -> None:
    await trial.rig.stop(part)
    await trial.rig.start(part)


async def _both_have_published(trial: Trial, since: topics.Offsets) -> bool:
    goals = await _goals(trial, since)
    return 0 < sum(goals) < len(goals)


async def _goals(trial: Trial, since: topics.Offsets) -> list[bool]:
    """For each goal the apps have set since then: whether the newer build published it."""
    written = await topics.published(trial.rig, since, frozenset(trial.journal.lives))
    return [FIELD in event.data for event in written if event.type == TYPE]


async def _field_is_carried(trial: Trial) -> None:
    """Reported by an app that knows it, the field stands on the topic."""
    driver = trial.rig.driver
    # Whatever the clocks of the rig show, that is past.
    running = await driver.running(time=SAID_AT)
    since = await topics.ends(trial.rig)
    goal = {**a_goal(str(uuid4()), running["intervention"]), FIELD: "kraftcenter"}
    await driver.accepted("kraftcenter-app", "kraftcenter", "indsatsmaal.fastsat", running["citizen"], goal)
    found = await until(lambda: topics.published(trial.rig, since, frozenset({running["citizen"]})))
    trial.expect(found[0].data.get(FIELD) == "kraftcenter", "the new field did not reach the topic")


ROW = RowSpec("15", "a rolling restart to a newer build, and back", "one broker", act)
