"""`samspil serve`: one service, configured by environment variables alone; the same in a container as here."""

import gc
import importlib
import importlib.util
from typing import Annotated, Any

import typer

from deploy.embedded.part import CannotStart
from shared.messaging.topics import SERVICES


def add_to(app: typer.Typer) -> None:
    app.command()(serve)


def serve(service: Annotated[str, typer.Argument(help=f"En af: {', '.join(SERVICES)}.")]) -> None:
    """Kører én tjeneste, styret alene af miljøvariabler."""
    if service not in SERVICES or importlib.util.find_spec(f"services.{service}.app") is None:
        raise CannotStart(f"{service} er ikke en tjeneste: vælg mellem {', '.join(SERVICES)}")
    # What is imported stays: to look for rubbish in it again and again would be a quarter of the start.
    gc.disable()
    from shared.runtime import BadSettings
    from shared.runtime import serve as run

    wiring: Any = importlib.import_module(f"services.{service}.app")
    try:
        application = wiring.create()
    except BadSettings as wrong:
        raise CannotStart(str(wrong)) from None
    run(application)
