"""Putting the dispatcher beside the service's application: it runs while the service answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fastapi import FastAPI

from services.notifications.channels.dispatcher import Dispatcher


def setup(app: FastAPI, make: Callable[[FastAPI], AbstractAsyncContextManager[Dispatcher]]) -> None:
    """To be called before the application starts; `make` is asked when it does, and closed after the last attempt."""
    inner = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with inner(app) as state, make(app) as dispatcher:
            running = asyncio.create_task(dispatcher.run())
            try:
                yield state
            finally:
                running.cancel()
                await asyncio.wait([running])

    app.router.lifespan_context = lifespan
