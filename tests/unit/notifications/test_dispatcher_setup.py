"""The dispatcher beside the application: it does not end without the service ending with it."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from fastapi import FastAPI

from services.notifications.channels import Dispatcher, setup


@pytest.mark.parametrize("fails", [True, False])
async def test_a_dispatcher_that_fails_ends_the_service(fails: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that answers on and sends nothing would be silence. One that is stopped is no fault."""
    raised: list[int] = []
    monkeypatch.setattr(signal, "raise_signal", raised.append)

    class Failing:
        async def run(self) -> None:
            if fails:
                raise LookupError
            await asyncio.Event().wait()

    @asynccontextmanager
    async def make(_: FastAPI) -> AsyncIterator[Dispatcher]:
        yield cast("Any", Failing())

    app = FastAPI()
    setup(app, make)
    async with app.router.lifespan_context(app):
        await asyncio.sleep(0.01)
        assert raised == ([signal.SIGTERM] if fails else [])
    await asyncio.sleep(0)
    assert raised == ([signal.SIGTERM] if fails else [])
