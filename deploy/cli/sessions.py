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
    """Logger en person ud af siderne i alle browsere.

    Kan vedkommende stadig logge ind hos udstederen, så spær der først.
    """
    asyncio.run(_end(who))
    typer.echo("Alle personens logins er afsluttet.")


async def _end(who: str) -> None:
    import asyncpg

    own = told("SAMSPIL_DATABASE_URL")
    address = secret("SAMSPIL_DATABASE_URL") if own else endpoints()["postgres"]["notifications"]
    connection = await asyncpg.connect(address, timeout=10)
    try:
        await connection.execute("DELETE FROM web_sessions WHERE who = $1", who)
    finally:
        await connection.close()
