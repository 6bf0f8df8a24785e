"""Putting the dispatcher beside the service's application: it runs while the service answers."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI

from services.notifications.channels.dispatcher import Dispatcher
from shared.telemetry import logger

_log = logger(__name__)


def setup(app: FastAPI, make: Callable[[FastAPI], AbstractAsyncContextManager[Dispatcher]]) -> None:
    """To be called before the application starts; `make` is asked when it does, and closed after the last attempt."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with inner(app) as state, make(app) as dispatcher:
            running = asyncio.create_task(dispatcher.run())
            running.add_done_callback(_end_with)
            try:
                yield state
            finally:
                running.cancel()
                await asyncio.wait([running])

    app.router.lifespan_context = lifespan


def _end_with(running: "asyncio.Task[None]") -> None:
    """As the chassis does it: a service that answers but sends nothing more would be silence."""
    if not running.cancelled() and (fault := running.exception()) is not None:
        _log.error("the dispatcher failed", error_type=type(fault).__name__, exc_info=fault)
        signal.raise_signal(signal.SIGTERM)
