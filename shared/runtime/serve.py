"""Runs one service's application until it is told to stop."""

import gc
from types import FrameType

import uvicorn
from fastapi import FastAPI

from shared.runtime.prompt import PromptProtocol
from shared.runtime.settings import Settings

_GRACE_SECONDS = 10
_KEEP_ALIVE_SECONDS = 75
_NEW_OBJECTS = 150_000


class _Server(uvicorn.Server):
    """Tells open streams to end as soon as the signal comes: uvicorn would wait for them, and they for it."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._app.state.stopping.set()
        super().handle_exit(sig, frame)


def collect_rarely() -> None:
    """Lets the cyclic garbage collector alone with what is here by now, and look at the rest once a few batches.

    What is here stays for good, rubbish too: whoever has made any has it collected before.
    As Python starts it, it walks over all that lives some two thousand times in ten thousand events read: half their
    cost. A batch of 500 makes and drops fewer objects than it now waits for.
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 10, 10)
    gc.enable()


def serve(app: FastAPI) -> None:
    """Blocks until SIGTERM or SIGINT; what is being answered is finished first."""
    collect_rarely()
    settings: Settings = app.state.settings
    config = uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        access_log=False,  # paths hold citizens' ids
        log_config=None,  # the service's own structured log is the only one
        server_header=False,
        http=PromptProtocol,
        # Longer than clients and what stands in front of us keep theirs: who closes first meets the other's request.
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    _Server(config, app).run()
