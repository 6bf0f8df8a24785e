"""Clocks an hour apart between instances and services; then the night in which summer time ends."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

from shared.contracts.referral import ReferralOverdue
from tests.faults.rows import RowSpec
from tests.faults.trial import Trial
from tests.integration.driver import a_referral

RIG = "clocks of their own"
# A minute beyond the hour Kafka would let a writer be ahead.
AHEAD = {
    "referral-2": timedelta(minutes=61),
    "kraftcenter-2": timedelta(minutes=-61),
    "notifications-2": timedelta(minutes=61),
}
CHANGE = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
"""03:00 becomes 02:00 in Denmark."""

LENGTH = timedelta(seconds=6)
LATE = timedelta(minutes=15)
APP, OFFER = "sel82-app", "peer-gruppe"


async def apart(trial: Trial) -> None:
    """One instance of each service is more than an hour off, and is made the one that relays.

    It refuses every token as expired or not begun, which is right: apps get their answers from the other instance. What
    it reads, decides and sends on is as it should be.
    """
    rig = trial.rig
    try:
        async with trial.load():
            trial.struck(", ".join(f"{part} {ahead.total_seconds() / 60:+.0f} min" for part, ahead in AHEAD.items()))
            for part, ahead in AHEAD.items():
                rig.times.turn(part, ahead)
            await rig.clocks_seen()
            await asyncio.gather(*(_relays(trial, part) for part in AHEAD))
            await asyncio.sleep(1 if trial.quick else 30)
            trial.lifted()  # nothing is turned back: it has to go as it is
            await trial.recovered()
    finally:
        for part in AHEAD:
            rig.times.turn(part, timedelta())
        await rig.clocks_seen()


async def night(trial: Trial) -> None:
    """Clocks set a few seconds before the hour that comes twice run out after exactly their length."""
    rig = trial.rig
    async with trial.load(rate=5 if trial.quick else 10):
        citizens = [await rig.driver.citizen(APP) for _ in range(3 if trial.quick else 4)]
        trial.struck("summer time ends")
        rig.times.set_all(CHANGE - LENGTH - timedelta(seconds=2))
        await rig.clocks_seen()
        # Tokens last an hour, and would run out under whoever comes next on this rig.
        rig.driver.forget_everyone()
        for citizen in citizens:
            # Asked at several moments before the change and after: what was due comes at the other side of it.
            referral = a_referral(str(UUID(int=trial.random.getrandbits(128), version=4)), offer=OFFER)
            await rig.driver.accepted(
                APP, "referral", "henvisning.oprettet", citizen, referral | {"from_department": "sel82"}
            )
            await asyncio.sleep(1)
        trial.lifted()
        await _due(trial, citizens)


async def _relays(trial: Trial, part: str) -> None:
    """Makes this instance the relay, by killing the other where that one is."""
    service = part.partition("-")[0]
    owner = await trial.rig.relay_owner(service)
    if owner != part:
        trial.rig.kill(owner)
        async with asyncio.timeout(120):
            while await trial.rig.relay_owner(service) != part:  # noqa: ASYNC110 (another process)
                await asyncio.sleep(0.1)


async def _due(trial: Trial, citizens: list[str]) -> None:
    """Until each was told of the silence; then how long it had really lasted."""
    subjects = {UUID(citizen) for citizen in citizens}
    async with asyncio.timeout(120):
        while True:
            events = await trial.rig.driver.on_topic("referral.events", subjects)
            late = {event.subject: event for event in events if isinstance(event.data, ReferralOverdue)}
            if len(late) == len(subjects):
                break
            await asyncio.sleep(0.3)
    straddled, latest = 0, timedelta()
    for event in events:
        if event.version != 1:
            continue
        overdue = late[event.subject]
        set_at, due, fired = event.registeredtime, overdue.data.due, overdue.registeredtime
        trial.expect(due - set_at == LENGTH, f"a clock of {LENGTH} was set to {due - set_at}")
        # Late it may be, until what arrived before has been read; an hour would be another matter.
        trial.expect(due <= fired < due + LATE, f"a clock due {due:%T} ran out {fired:%T}")
        latest = max(latest, fired - due)
        straddled += set_at < CHANGE <= due
    trial.expect(straddled > 0, "no clock ran through the change")
    trial.note(clocks_through_the_change=straddled, latest_s=round(latest.total_seconds(), 1))


ROWS = [
    RowSpec("13a", "clocks an hour apart between services", RIG, apart),
    RowSpec("13b", "the night summer time ends", RIG, night),
]
