"""Runs one service's application until it is told to stop."""

from types import FrameType

import uvicorn
from fastapi import FastAPI

from shared.runtime.settings import Settings

_GRACE_SECONDS = 10


class _Server(uvicorn.Server):
    """Tells open streams to end as soon as the signal comes: uvicorn would wait for them, and they for it."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._app.state.stopping.set()
        super().handle_exit(sig, frame)


def serve(app: FastAPI) -> None:
    """Blocks until SIGTERM or SIGINT; what is being answered is finished first."""
    settings: Settings = app.state.settings
    config = uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        access_log=False,  # paths hold citizens' ids
        log_config=None,  # the service's own structured log is the only one
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    _Server(config, app).run()
