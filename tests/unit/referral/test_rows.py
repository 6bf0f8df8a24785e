"""What is written is what is read, and what an older version wrote is understood."""

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from services.referral.domain import Referral
from services.referral.storage import rows
from shared.contracts import Refused
from tests.fakes.referral import FakeWorld
from tests.suites.referral_story import accepting, correcting, holding, of, says, started
from tests.suites.referral_world import asked, somebody

SENDER, RECEIVER = of("socialpsykiatri"), of("kraftcenter")


def record(referral: Referral, **instead: Any) -> Any:
    """The row as the database gives it back, by column."""
    names = (name for name, _ in rows.REFERRAL.columns)
    return {**dict(zip(names, rows.row_of(uuid4(), referral), strict=True)), **instead}


def as_stored(referral: Referral) -> Referral:
    return rows.referral_from(record(referral))


async def test_what_an_older_version_wrote_goes_on(world: FakeWorld) -> None:
    """R1: a row without a journal stands where its columns say, with its clock; what comes after is kept as always."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    await world.report(says(RECEIVER, anna, accepting(id_)))
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    old = rows.referral_from(record(kept, history="[]"))
    assert (old.state, old.due, old.clock, old.next_owner) == (kept.state, kept.due, kept.clock, kept.next_owner)
    world.put(anna, old)
    (held,) = await world.report(says(RECEIVER, anna, holding(id_)))
    await world.report(says(RECEIVER, anna, correcting(id_, held.id)))
    again = await world.referral_of(anna, id_)
    assert again is not None
    assert again.position == old.position
    with pytest.raises(Refused) as no:
        await world.report(says(RECEIVER, anna, correcting(id_, uuid4())))
    assert no.value.problem == "unknown-reference"
    assert await world.report(says(SENDER, anna, correcting(id_))), "its sender is known all the same"


async def test_what_an_older_version_wrote_meanwhile_counts(world: FakeWorld) -> None:
    """R7: beside this version an older one moves a referral without a word in the journal: the columns count, and
    nothing from before can be taken back."""
    anna = await somebody(world)
    id_ = await asked(world, anna)
    (accepted,) = await world.report(says(RECEIVER, anna, accepting(id_)))
    await world.hear(started(anna, id_))
    kept = await world.referral_of(anna, id_)
    assert kept is not None
    behind = json.dumps(json.loads(record(kept)["history"])[:-1])
    assert rows.referral_from(record(kept, history=behind)).state == "in-progress"
    by_columns = rows.referral_from(record(kept, history=behind, begun=None))
    assert (by_columns.state, by_columns.next_owner, by_columns.due) == ("in-progress", "kraftcenter", kept.due)
    world.put(anna, replace(by_columns, id=id_))
    with pytest.raises(Refused) as no:
        await world.report(says(RECEIVER, anna, correcting(id_, accepted.id)))
    assert no.value.problem == "rests-on"
