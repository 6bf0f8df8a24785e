"""`samspil topics` and `samspil migrate`: what has to be there before the services start."""

import asyncio
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from deploy.cli import cluster
from deploy.cli.cluster import secret
from deploy.cli.place import layout
from deploy.embedded.part import CannotStart
from deploy.migrations import folders
from deploy.register import Register
from shared.messaging.topics import SERVICES


def add_to(app: typer.Typer) -> None:
    app.command()(topics)
    app.command()(migrate)


def topics(
    check: Annotated[bool, typer.Option("--check", help="Ændr intet; slut med 1, hvis noget afviger.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Fjern rettigheder, som ingen har erklæret.")] = False,
    passwords: Annotated[
        Path | None, typer.Option(help="Fil med brugere og adgangskoder (JSON), som skal oprettes.")
    ] = None,
) -> None:
    """Opretter emner, brugere og rettigheder, eller siger, hvad der afviger.

    Klyngen står i miljøvariablene SAMSPIL_KAFKA_BOOTSTRAP, SAMSPIL_KAFKA_ADMIN_USERNAME og _PASSWORD, registret over
    apps i SAMSPIL_APPS_FILE eller SAMSPIL_APPS; uden dem gælder det stakken i denne mappe.
    """
    from shared.messaging.topics_admin import apply

    words = json.loads(passwords.read_text(encoding="utf-8")) if passwords else None
    with nullcontext() if check else _held():
        if cluster.named():
            where, apps = cluster.cluster(), list(cluster.apps())
        else:
            from deploy.embedded.plan import Plan

            plan = Plan.of_running(layout())
            where, apps = plan.kafka.cluster, list(plan.credentials.apps)
        found = apply(where, apps, passwords=words, check=check, prune=prune)
    for each in found:
        typer.echo(f"{'rettet' if each.mended else 'afviger'}: {each.kind} {each.name}: {each.what}")
    if not found:
        typer.echo("Alt er, som det er erklæret.")
    if any(not each.mended for each in found):
        raise typer.Exit(1)


@contextmanager
def _held() -> Iterator[None]:
    """Nobody adds or removes an app meanwhile: what was read of the register would no longer be what is declared."""
    if cluster.named():
        path = os.environ.get("SAMSPIL_APPS_FILE")
    else:
        from deploy.embedded import credentials

        path = str(credentials.register(layout()).path)
    with ExitStack() as held:
        # Without a folder there is no register yet: whoever reads it says so.
        if path is not None and Path(path).parent.is_dir():
            try:
                held.enter_context(Register(Path(path)).held())
            except BlockingIOError:
                raise CannotStart("en anden er i gang med apps lige nu: prøv igen om lidt") from None
            except OSError as error:
                raise CannotStart(f"registret over apps kan ikke holdes: {path} ({error.strerror})") from None
        yield


def migrate(
    service: Annotated[str | None, typer.Argument(help=f"En af: {', '.join(SERVICES)}. Ellers alle.")] = None,
) -> None:
    """Bringer tjenesternes tabeller op til dato.

    Databasen står i SAMSPIL_MIGRATION_DATABASE_URL (ejeren) og SAMSPIL_DATABASE_URL (tjenestens egen rolle); uden dem
    gælder det stakken i denne mappe.
    """
    if service is not None and service not in SERVICES:
        raise CannotStart(f"{service} er ikke en tjeneste: vælg mellem {', '.join(SERVICES)}")
    if "SAMSPIL_MIGRATION_DATABASE_URL" in os.environ or "SAMSPIL_MIGRATION_DATABASE_URL_FILE" in os.environ:
        if service is None:
            raise CannotStart("SAMSPIL_MIGRATION_DATABASE_URL er én tjenestes database: skriv også hvilken tjeneste")
        addresses = {service: (secret("SAMSPIL_MIGRATION_DATABASE_URL"), secret("SAMSPIL_DATABASE_URL"))}
    else:
        from deploy.embedded.plan import Plan

        environment = Plan.of_running(layout()).environment
        addresses = {
            name: (told["SAMSPIL_MIGRATION_DATABASE_URL"], told["SAMSPIL_DATABASE_URL"])
            for name in ([service] if service else SERVICES)
            if (told := environment.for_migration(name))
        }
    for name, (owner, everyday) in addresses.items():
        done = asyncio.run(_migrate(name, owner, urlsplit(everyday).username))
        typer.echo(f"{name}: {', '.join(done) if done else 'intet at gøre'}")


async def _migrate(service: str, owner: str, role: str | None) -> list[str]:
    from shared.postgres import migrate as run

    return await run(owner, folders(service), service_role=role)
