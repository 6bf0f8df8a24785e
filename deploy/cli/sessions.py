"""`samspil sessions`: whoever is signed in on the pages is signed out, by operations."""

import asyncio
from typing import Annotated

import typer

from deploy.cli.cluster import secret, told
from deploy.cli.place import endpoints

app = typer.Typer(help="Hvem der er logget ind på siderne.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Hvem der er logget ind på siderne."""


@app.command()
def end(
    who: Annotated[str, typer.Argument(help="Udstederens navn for personen (sub), som det står i adgangsloggen.")],
) -> None:
    """Logger en person ud af siderne i alle browsere og stopper mail om vedkommendes indbakke.

    Kan vedkommende stadig logge ind hos udstederen, så spær der først.
    """
    asyncio.run(_end(who))
    typer.echo("Alle personens logins er afsluttet, og der sendes ikke mere mail om indbakken.")


async def _end(who: str) -> None:
    from services.notifications.storage import WebSessions
    from shared.postgres import open_pool

    own = told("SAMSPIL_DATABASE_URL")
    address = secret("SAMSPIL_DATABASE_URL") if own else endpoints()["postgres"]["notifications"]
    pool = await open_pool(address, application_name="notifications sessions", min_size=1, max_size=1)
    try:
        await WebSessions(pool).shut_out(who)
    finally:
        await pool.close()
