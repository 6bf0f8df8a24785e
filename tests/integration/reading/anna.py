"""One citizen in all three databases, and a department in each relation to her."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.notifications.handlers import hand_in, match_knowledge
from shared.contracts.involvement import READABLE_AFTER_CLOSING
from shared.postgres import Pool
from tests.integration.notifications_world import RealWorld as Notifications
from tests.integration.referral_world import RealWorld as Referral
from tests.suites import referral_story as told
from tests.suites.kraftcenter_real import RealWorld as Kraftcenter
from tests.suites.kraftcenter_story import Story
from tests.suites.notifications_knowledge import SAID, TEAM
from tests.suites.notifications_story import asked, citizen, designating, happened, of, rejected, says
from tests.suites.referral_world import asked as refer
from tests.suites.referral_world import somebody

INVOLVED, FORMER, LONG_AGO, STRANGER, TEAM_OF_RELATIVES = (
    "kraftcenter",
    "sel82",
    "svr",
    "socialpsykiatri",
    "paaroerende",
)
WORDS = "Hun er flyttet til Vejle."


@dataclass(frozen=True, slots=True)
class Anna:
    """`about` are the ids a path may name."""

    id: UUID
    designation: UUID
    about: dict[str, str]


async def anna_everywhere(referral: Referral, kraftcenter: Kraftcenter, notifications: Notifications) -> Anna:
    """Kraftcenter works with her; sel82 was refused lately and svr long ago; a relative is designated."""
    id_ = await somebody(referral)
    own = await refer(referral, id_, offer="kraftcenter-traening", from_department=None, origin="self", note=WORDS)
    for sender in (FORMER, LONG_AGO):
        closed = await refer(referral, id_, from_department=sender, offer="kraftcenter-hjaelp", note=WORDS)
        await referral.report(told.says(of(INVOLVED), id_, told.rejecting(closed)))
    story = Story(citizen=id_, now=kraftcenter.now)
    for step in (story.referred(from_department=None, origin="self"), story.accepted()):
        await kraftcenter.hear(step)
    for report in (story.start(), story.set_goal(), story.agree(), story.reach(words=WORDS)):
        await kraftcenter.report(report)
    for sender in (FORMER, LONG_AGO):
        turned_down = asked(id_, at=datetime.now(UTC), from_department=sender)
        for world in (kraftcenter, notifications):
            for event in (turned_down, rejected(turned_down)):
                await world.hear(event)
    running = asked(id_, from_department=None, origin="self")
    await notifications.hear(running)
    said = designating("delmaal.naaet")
    await notifications.report(says(citizen(id_), id_, said, name="Søs Hansen"))
    await referral.hear(happened(said, id_, uuid4()))
    await kraftcenter.hear(happened(said, id_, uuid4()))
    item = uuid4()
    await hand_in(item, SAID, notifications.knowledge)
    await match_knowledge(TEAM, item, id_, notifications.knowledge)
    for pool in (referral.pool, kraftcenter.pool, notifications.pool):
        await _age(pool, id_)
    about = {
        "citizen_id": str(id_),
        "referral_id": str(own),
        "intervention_id": str(story.intervention),
        "knowledge_id": str(item),
    }
    return Anna(id_, said.designation_id, about)


async def _age(pool: Pool, citizen_id: UUID) -> None:
    """What is closed with the one is lately closed, with the other too long ago to be read."""
    row = json.loads(await pool.fetchval("SELECT involvement FROM subjects WHERE subject = $1", citizen_id))
    now = datetime.now(UTC)
    ago = {FORMER: now - timedelta(days=2), LONG_AGO: now - READABLE_AFTER_CLOSING - timedelta(days=1)}
    kept: list[Any] = row.get("r", [])
    for known in kept:
        if known[2] in ago:
            for move in known[8:]:
                move[2] = int(ago[known[2]].timestamp() * 1_000_000)
    await pool.execute("UPDATE subjects SET involvement = $2 WHERE subject = $1", citizen_id, json.dumps(row))
