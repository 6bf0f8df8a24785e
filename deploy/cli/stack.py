"""`samspil up`, `down` and `status`: the embedded stack of this checkout."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli.place import endpoints, layout, rows
from shared.messaging.topics import SERVICES

if TYPE_CHECKING:
    from deploy.embedded.choice import Identity


def add_to(app: typer.Typer) -> None:
    app.command()(up)
    app.command()(down)
    app.command()(status)


def up(
    detach: Annotated[bool, typer.Option("--detach", help="Vend tilbage, når alt kører.")] = False,
    clock: Annotated[
        list[str] | None, typer.Option(metavar="NAVN=LÆNGDE", help="Et urs længde, fx answer=PT2S. Kan gentages.")
    ] = None,
    service: Annotated[
        list[str] | None, typer.Option(help="Kun denne tjeneste (kan gentages); none for slet ingen. Ellers alle.")
    ] = None,
    identity: Annotated[
        str, typer.Option(metavar="HVEM", help="Hvem man logger ind hos: issuer (standard) eller keycloak.")
    ] = "issuer",
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Med en side, der viser en apps indberetninger, svar og webhooks.")
    ] = False,
    brokers: Annotated[
        int | None,
        typer.Option(metavar="ANTAL", help="1 eller 3 Kafka-brokere; ellers det, data er lavet til, første gang 1."),
    ] = None,
) -> None:
    """Starter det hele på denne maskine; Ctrl-C stopper det igen."""
    from rich.console import Console

    from deploy.cli.clocks import read
    from deploy.embedded import running
    from deploy.embedded.choice import Choice

    clocks, services = read(clock or []), wanted(service)
    console, choice = Console(), Choice(signed_in_by(identity), sandbox, number_of_brokers(brokers))
    if not detach:
        asyncio.run(running.here(layout(), clocks, console, services=services, choice=choice))
        return
    remarks = running.behind(layout(), clocks, console, services, choice)
    running.greet(endpoints(), remarks, console)


def signed_in_by(name: str) -> "Identity":
    """Who signs people in. An unknown one ends the command with its usage line."""
    from deploy.embedded.choice import IDENTITIES

    for identity in IDENTITIES:
        if name == identity:
            return identity
    raise typer.BadParameter(f"{name} er ikke en af: {', '.join(IDENTITIES)}", param_hint="--identity")


def number_of_brokers(wanted: int | None) -> int | None:
    """How many brokers are asked for: two would survive the loss of neither."""
    if wanted not in (None, 1, 3):
        raise typer.BadParameter("vælg 1 eller 3", param_hint="--brokers")
    return wanted


def wanted(names: list[str] | None) -> tuple[str, ...] | None:
    """The services asked for; None for every one there is. An unknown one ends the command with its usage line."""
    if names is None or names == ["none"]:
        return names if names is None else ()
    for name in names:
        if name not in SERVICES:
            raise typer.BadParameter(f"{name} er ikke en tjeneste: {', '.join(SERVICES)}", param_hint="--service")
    return tuple(names)


def down(wipe: Annotated[bool, typer.Option("--wipe", help="Slet også alle data.")] = False) -> None:
    """Stopper det, der kører."""
    from deploy.embedded import running

    stopped = running.stop(layout())
    if wipe:
        layout().wipe()
    typer.echo("Stoppet." if stopped else "Der kørte ikke noget.")
    if wipe:
        typer.echo("Data er slettet.")


def status() -> None:
    """Viser tilstand, efterslæb, udbakkens alder og adresser. Slutter med 1, når noget ikke er, som det skal være."""
    from deploy.cli.health import look
    from deploy.embedded.claim import is_claimed
    from deploy.embedded.running import state_of

    state = state_of(layout())
    if state is None or not is_claimed(layout()):
        typer.echo("Stakken kører ikke. Start den med: samspil up")
        raise typer.Exit(1)
    seen = asyncio.run(look(layout(), state))
    typer.echo(rows(("Del", "Tilstand", "Proces", "Genstarter", "Bemærkning"), seen.parts))
    typer.echo(rows(("Tjeneste", "Efterslæb", "Udbakke", "Ældste"), seen.queues))
    typer.echo(rows(("Hvad", "Adresse"), seen.addresses))
    if seen.people:
        typer.echo(rows(("Person", "Brugernavn", "Adgangskode"), seen.people))
    if not seen.well:
        raise typer.Exit(1)
