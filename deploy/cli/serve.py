"""`samspil serve`: one service, configured by environment variables alone; the same in a container as here."""

import importlib.util
import os
from typing import Annotated

import typer

from deploy.embedded.part import CannotStart
from shared.messaging.topics import SERVICES

SHUTDOWN_S = 10


def add_to(app: typer.Typer) -> None:
    app.command()(serve)


def serve(service: Annotated[str, typer.Argument(help=f"En af: {', '.join(SERVICES)}.")]) -> None:
    """Kører én tjeneste, styret af miljøvariable alene."""
    if service not in SERVICES or importlib.util.find_spec(f"services.{service}.app") is None:
        raise CannotStart(f"{service} er ikke en tjeneste: vælg mellem {', '.join(SERVICES)}")
    import uvicorn

    uvicorn.run(
        f"services.{service}.app:create",
        factory=True,
        host=os.environ.get("SAMSPIL_HTTP_HOST", "127.0.0.1"),
        port=int(os.environ.get("SAMSPIL_HTTP_PORT", "8000")),
        access_log=False,  # paths hold citizens' ids
        log_config=None,  # the service's own structured log is the only one
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
