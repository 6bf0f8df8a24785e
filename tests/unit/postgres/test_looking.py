"""What is looked up again and again goes on whatever happens to one look."""

import asyncio
from collections.abc import Iterator
from itertools import repeat

import pytest
from structlog.testing import capture_logs

from shared.postgres import _looking, keep_looking
from shared.telemetry import logger


@pytest.mark.parametrize(("fault", "level"), [(OSError("refused"), "warning"), (ValueError("ours"), "error")])
async def test_a_look_that_fails_is_logged_and_tried_again(
    fault: Exception, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The world's fault is a warning, ours an error; neither ends the looking, and no fault's text is logged."""
    monkeypatch.setattr(_looking, "retry_delays", lambda: repeat(0.0))
    faults: Iterator[Exception | None] = iter([fault, None, None])

    async def look() -> None:
        if (found := next(faults)) is not None:
            raise found

    rests = 0

    async def rest() -> None:
        nonlocal rests
        rests += 1
        if rests == 2:
            raise asyncio.CancelledError

    with capture_logs() as lines, pytest.raises(asyncio.CancelledError):
        await keep_looking(look, rest, logger("a room"), "it cannot be looked up")
    (line,) = lines
    assert (line["event"], line["log_level"], rests) == ("it cannot be looked up", level, 2)
    assert line["error_type"] == type(fault).__name__
