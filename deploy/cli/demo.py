"""`samspil demo`: the stories, on the stack that runs or on one of its own."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console

from deploy.cli.place import endpoints, layout
from deploy.cli.stack import signed_in_by

NAMES = ("polaris", "kraftcenter", "peer", "paaroerende", "herlev")
"""The stories there are, in the order they are played."""


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    once: Annotated[bool, typer.Option("--once", help="Spil, og slut: 0, når de rette og kun de fik besked.")] = False,
    story: Annotated[
        list[str] | None,
        typer.Option(metavar="NAVN", help=f"Kun denne historie; kan gentages. Der er {', '.join(NAMES)}."),
    ] = None,
    identity: Annotated[
        str, typer.Option(metavar="HVEM", help="Hvem man logger ind hos: issuer (standard) eller keycloak.")
    ] = "issuer",
) -> None:
    """Spiller historierne og viser, hvem der fik hvad at vide; uden --once kører det hele videre til Ctrl-C."""
    from deploy.embedded import running
    from deploy.embedded.choice import Choice
    from deploy.embedded.claim import is_claimed

    if not set(story or ()) <= set(NAMES):
        raise typer.BadParameter(f"der er ingen historie med det navn; vælg blandt {', '.join(NAMES)}")
    console, choice = Console(), Choice(signed_in_by(identity))

    async def scenario(found: Mapping[str, Any]) -> bool:
        from deploy.demo import STORIES, conclude, play, tell

        chosen = [STORIES[name] for name in NAMES if not story or name in story]
        played = await play(found, chosen, on_story=lambda one: tell(console, one, found))
        conclude(console, played, found)
        return all(one.right for one in played)

    if is_claimed(layout()):
        found = endpoints()
        right = asyncio.run(scenario(found))
        if not once:
            running.greet(found, [], console)
            console.print("Stakken kører videre. Stop den med: samspil down", highlight=False)
    else:
        right = asyncio.run(running.here(layout(), {}, console, scenario, choice=choice, stay=not once))
    raise typer.Exit(0 if right or not once else 1)
