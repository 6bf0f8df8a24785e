"""A few hundred records as two apps might write them in a bad week: good, bad, repeated, early and unreadable."""

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from tests.integration.driver import Driver, a_goal, a_referral, a_start, an_event
from tests.integration.intake.writer import At, KafkaApp
from tests.integration.story import KRAFT, SOCIAL

CITIZENS = 12
Written = list[tuple[KafkaApp, list[At]]]


async def write(driver: Driver, social: KafkaApp, kraft: KafkaApp, *, rounds: int = 2, never: bool = True) -> Written:
    """Per citizen and round up to thirteen records; gives where they stand. `never`: some wait until time is up."""
    citizens = await asyncio.gather(*(driver.citizen() for _ in range(CITIZENS)))
    places = await asyncio.gather(
        *(_life(social, kraft, citizen, never) for citizen in citizens for _ in range(rounds))
    )
    return [(social, [at for own, _ in places for at in own]), (kraft, [at for _, own in places for at in own])]


async def _life(social: KafkaApp, kraft: KafkaApp, citizen: str, never: bool) -> tuple[list[At], list[At]]:
    referral, intervention, unheard_of = (str(uuid4()) for _ in range(3))
    start = an_event(KRAFT, "indsats.startet", citizen, a_start(intervention, referral))
    goal = an_event(KRAFT, "indsatsmaal.fastsat", citizen, a_goal(str(uuid4()), intervention))
    lost = an_event(KRAFT, "indsats.startet", citizen, a_start(str(uuid4()), unheard_of))
    asking = an_event(SOCIAL, "henvisning.oprettet", citizen, a_referral(referral))
    accepting = {"referral_id": referral, "by_department": "kraftcenter"}
    nobodys = an_event(SOCIAL, "noget.andet", citizen, {})
    early = await kraft.all([start, goal, start, *([lost] if never else [])])
    first = await social.all([asking, asking, {**asking, "time": "2026-11-22T10:00:00Z"}, nobodys])
    first += [await social.raw(b"no citizen", b"{", headers=[("ce_id", b"1")])]
    accepted = await kraft.all([an_event(KRAFT, "henvisning.accepteret", citizen, accepting), start, goal])
    accepted += await kraft.all([lost] if never else [])
    return first, early + accepted


def faults(written: Written) -> list[str]:
    """What is wrong with the answers, over both apps."""
    return [fault for app, places in written for fault in app.faults(places)]


async def answered(written: Written, seconds: float = 120) -> None:
    for app, places in written:
        await app.answered(places, seconds)


def count(written: Written) -> int:
    return sum(len(places) for _, places in written)


def kinds(written: Written) -> Sequence[str]:
    """Every answer's kind."""
    return [kind for app, places in written for at in places for kind in app.kinds(at)]
