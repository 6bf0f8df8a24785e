"""What a refused report is answered."""

from typing import Any

import pytest

from shared.contracts import Refused, Report
from tests.fakes.kraftcenter import FakeWorld


async def refusal(world: FakeWorld, report: Report[Any]) -> Refused:
    """The refusal; the report must have told nothing."""
    before = await world.published(report.subject)
    with pytest.raises(Refused) as refused:
        await world.report(report)
    assert await world.published(report.subject) == before
    return refused.value
