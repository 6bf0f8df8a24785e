"""`samspil demo`: the scenario, on the stack that runs or on one of its own."""

import asyncio
from typing import Annotated

import typer

from deploy.cli.place import layout


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="Spil scenariet, og slut: 0, når de rette og kun de fik besked.")
    ] = False,
) -> None:
    """Spiller scenariet og viser, hvem der fik hvad at vide; uden --once kører det hele videre til Ctrl-C."""
    from rich.console import Console

    from deploy.embedded.showing import once_on_this_machine, until_stopped

    console = Console()
    run = once_on_this_machine if once else until_stopped
    raise typer.Exit(asyncio.run(run(layout(), console)))
