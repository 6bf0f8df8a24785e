"""`samspil dead-letters`: what a service could not handle, and running it again once the fault is mended."""

import asyncio
import importlib
import os
from typing import Annotated, Any

import typer

from deploy.cli.cluster import secret, told
from deploy.cli.place import endpoints, rows
from deploy.embedded.part import CannotStart
from shared.messaging.topics import SERVICES

app = typer.Typer(help="Det, der ikke kunne behandles.", no_args_is_help=True)


@app.command(name="list")
def list_() -> None:
    """Viser hvert emne, der er stoppet, med grunden og hvor meget der venter bag det."""
    found = asyncio.run(_stopped())
    if not found:
        typer.echo("Der er ingen.")
        return
    heads = ("Tjeneste", "Nr.", "Emne", "Type", "Grund", "Venter", "Siden", "Spor")
    typer.echo(rows(heads, [_row(service, stopped) for service, stopped in found]))


@app.command()
def show(
    service: Annotated[str, typer.Argument()], number: Annotated[int, typer.Argument(help="Nr. fra listen.")]
) -> None:
    """Viser én post: hvor den kom fra, og hvorfor den ikke kunne behandles. Indholdet vises ikke."""
    for _, stopped in asyncio.run(_stopped(service)):
        if stopped.seq == number:
            for name in ("topic", "type", "reason", "held", "since", "trace_id"):
                typer.echo(f"{name}: {getattr(stopped, name)}")
            return
    raise CannotStart(f"{service} har ingen post med nr. {number}: se `samspil dead-letters list`")


@app.command()
def replay(service: Annotated[str, typer.Argument(help=f"En af: {', '.join(SERVICES)}.")]) -> None:
    """Behandler tjenestens poster igen, i rækkefølge. Slutter med 1, hvis nogen stadig ikke kan behandles."""
    if service not in SERVICES:
        raise CannotStart(f"{service} er ikke en tjeneste: vælg mellem {', '.join(SERVICES)}")
    if not told("SAMSPIL_DATABASE_URL"):
        from deploy.cli.place import layout
        from deploy.embedded.plan import Plan

        os.environ.update(Plan.of_running(layout()).environment.of(service))
    wiring: Any = importlib.import_module(f"services.{service}.app")
    done = asyncio.run(wiring.chassis().replay())
    for each in done:
        typer.echo(
            f"{each.stopped.topic}: {each.handled} behandlet" + (f", stoppet: {each.reason}" if each.reason else "")
        )
    if not done:
        typer.echo("Der er ingen.")
    if any(each.reason for each in done):
        raise typer.Exit(1)


async def _stopped(only: str | None = None) -> list[tuple[str, Any]]:
    import asyncpg

    from shared.messaging.dead_letters import DeadLetters

    found: list[tuple[str, Any]] = []
    for service, address in _databases().items():
        if only in (None, service):
            connection = await asyncpg.connect(address, timeout=10)
            try:
                found += [(service, stopped) for stopped in await DeadLetters().stopped(connection)]
            finally:
                await connection.close()
    return found


def _databases() -> dict[str, str]:
    if told("SAMSPIL_DATABASE_URL"):
        return {os.environ.get("OTEL_SERVICE_NAME", "tjenesten"): secret("SAMSPIL_DATABASE_URL")}
    return dict(endpoints()["postgres"])


def _row(service: str, stopped: Any) -> tuple[str, ...]:
    kind = (stopped.type or "?").removeprefix("dk.samspil.")
    since = stopped.since.astimezone().strftime("%d.%m. %H:%M")
    return (
        service,
        str(stopped.seq),
        stopped.topic,
        kind,
        stopped.reason,
        str(stopped.held),
        since,
        stopped.trace_id or "",
    )
