"""The use of a dialogue tool is a date and a name, and nothing else can be said about it."""

from typing import Any, get_args

import pytest

from shared.contracts import DialogueToolUsed, Refused
from shared.contracts.codes import Tool
from shared.contracts.reading import read_report_data
from tests.fakes.kraftcenter import FakeWorld
from tests.suites.kraftcenter_story import DAY, SOCIALPSYKIATRI, Story
from tests.unit.kraftcenter.refusals import refusal


@pytest.mark.parametrize("tool", get_args(Tool))
async def test_a_use_is_a_date_and_a_name(world: FakeWorld, started: Story, tool: Tool) -> None:
    """G4: told in the intervention's loop, with those two alone."""
    assert await world.report(started.use_tool(tool=tool)) == "accepted"
    event = (await world.published(started.citizen))[-1]
    assert event.correlationid == started.referral
    assert event.data == DialogueToolUsed(intervention_id=started.intervention, tool=tool, used_on=started.today)


@pytest.mark.parametrize("field", ["score", "scores", "area", "areas", "ladder", "step", "note"])
@pytest.mark.parametrize("value", [7, [1, 2], {"trust": 4}, "trust"])
def test_nothing_that_came_out_of_it_can_be_said(story: Story, field: str, value: Any) -> None:
    """G4: the Outcomes Star family is licensed: areas, scores and ladder are refused, naming the field."""
    data = story.use_tool().data.model_dump(mode="json") | {field: value}
    with pytest.raises(Refused) as refused:
        read_report_data(DialogueToolUsed.type, data)
    assert refused.value.problem == "invalid-data"
    assert [error.pointer for error in refused.value.errors] == [f"/data/{field}"]


async def test_a_use_lies_in_no_future(world: FakeWorld, started: Story) -> None:
    """G4: what is told has happened; earlier, it may have been used any day."""
    refused = await refusal(world, started.use_tool(used_on=started.today + DAY))
    assert (refused.problem, refused.errors[0].pointer) == ("invalid-data", "/data/used_on")
    assert await world.report(started.use_tool(used_on=started.today - 40 * DAY)) == "accepted"


async def test_the_provider_alone_tells_of_it(world: FakeWorld, started: Story) -> None:
    """G4: neither the sender nor the citizen; and not in what has ended."""
    for by in (SOCIALPSYKIATRI, started.oneself):
        assert (await refusal(world, started.use_tool(by=by))).problem == "not-allowed"
    await world.report(started.end())
    assert (await refusal(world, started.use_tool())).problem == "illegal-move"
