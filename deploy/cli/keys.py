"""`samspil keys`: a new wrapping key for a service, and everything wrapped anew under it."""

import asyncio
import importlib
import os
from typing import Annotated, Any

import typer

from deploy.cli.cluster import told
from deploy.cli.place import layout
from deploy.embedded.part import CannotStart
from shared.messaging.topics import SERVICES

app = typer.Typer(help="Nøglerne, som alt om borgerne er forseglet under.", no_args_is_help=True)

_Service = Annotated[str | None, typer.Argument(help=f"En af: {', '.join(SERVICES)}. Ellers alle.")]


@app.command()
def new(service: _Service = None) -> None:
    """Giver stakken i denne mappe nye nøgler. De gamle åbner stadig, til `samspil keys rotate` er kørt.

    I drift laves nøglen, hvor kommunen opbevarer sine hemmeligheder: se docs/operations.md.
    """
    if told("SAMSPIL_DATABASE_URL"):
        raise CannotStart("nøgler i drift laves ikke her: se docs/operations.md")
    from deploy.embedded import credentials

    for name in _named(service):
        credentials.renew_key(layout(), name)
        typer.echo(f"{name}: ny nøgle. Genstart stakken, og kør derefter `samspil keys rotate {name}`.")


@app.command()
def rotate(service: _Service = None) -> None:
    """Pakker alle en tjenestes nøgler om, så de kun kan åbnes med den nyeste nøgle. Kan afbrydes og køres igen.

    Nøglerne står i SAMSPIL_KEY_ENCRYPTION_KEY og SAMSPIL_PREVIOUS_KEY_ENCRYPTION_KEYS, databasen i
    SAMSPIL_DATABASE_URL; uden dem gælder det stakken i denne mappe. Slutter med 1, hvis noget ikke kan åbnes.
    """
    if told("SAMSPIL_DATABASE_URL"):
        if service is None:
            raise CannotStart("SAMSPIL_DATABASE_URL er én tjenestes database: skriv også hvilken tjeneste")
        done = [_rotate(name) for name in _named(service)]
    else:
        done = [_rotate_embedded(name) for name in _named(service)]
    if not all(done):
        raise typer.Exit(1)


def _rotate_embedded(service: str) -> bool:
    from deploy.embedded import credentials
    from deploy.embedded.plan import Plan

    if credentials.renewed_since_start(layout(), service):
        raise CannotStart(f"{service} kører endnu med den gamle nøgle: genstart stakken, og kør så kommandoen igen")
    before = dict(os.environ)
    os.environ.update(Plan.of_running(layout()).environment.of(service))
    try:
        done = _rotate(service)
    finally:
        os.environ.clear()
        os.environ.update(before)
    if done:
        credentials.drop_previous_keys(layout(), service)
    return done


def _rotate(service: str) -> bool:
    """Whether nothing is left that only an earlier key opens."""
    wiring: Any = importlib.import_module(f"services.{service}.app")
    done = asyncio.run(wiring.chassis().rotate_keys())
    line = f"{service}: {done.rewrapped} af {done.seen} nøgler er pakket om"
    if done.unreadable:
        typer.echo(f"{line}; {done.unreadable} kan ingen af nøglerne åbne. Behold de gamle, og find den, der mangler.")
        return False
    typer.echo(f"{line}. Alt står nu under den nyeste, og de gamle kan tages væk.")
    return True


def _named(service: str | None) -> tuple[str, ...]:
    if service is not None and service not in SERVICES:
        raise CannotStart(f"{service} er ikke en tjeneste: vælg mellem {', '.join(SERVICES)}")
    return SERVICES if service is None else (service,)
