"""`samspil demo`: the scenario, on the stack that runs or on one of its own."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console

from deploy.cli.place import endpoints, layout
from deploy.cli.stack import signed_in_by


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    once: Annotated[bool, typer.Option("--once", help="Spil, og slut: 0, når de rette og kun de fik besked.")] = False,
    identity: Annotated[
        str, typer.Option(metavar="HVEM", help="Hvem man logger ind hos: issuer (standard) eller keycloak.")
    ] = "issuer",
) -> None:
    """Spiller scenariet og viser, hvem der fik hvad at vide; uden --once kører det hele videre til Ctrl-C."""
    from deploy.embedded import running
    from deploy.embedded.choice import Choice
    from deploy.embedded.claim import is_claimed

    console, choice = Console(), Choice(signed_in_by(identity))

    async def scenario(found: Mapping[str, Any]) -> bool:
        from deploy.demo import play, tell

        played = await play(found)
        tell(console, played, found)
        return played.right

    if is_claimed(layout()):
        found = endpoints()
        right = asyncio.run(scenario(found))
        if not once:
            running.greet(found, [], console)
            console.print("Stakken kører videre. Stop den med: samspil down", highlight=False)
    else:
        right = asyncio.run(running.here(layout(), {}, console, scenario, choice=choice, stay=not once))
    raise typer.Exit(0 if right or not once else 1)
