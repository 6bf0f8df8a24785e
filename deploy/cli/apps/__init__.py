"""`samspil apps`: the departmental apps. One file a group of commands; what they need is imported when they run."""

from typing import Annotated

import typer

from deploy.cli.apps.check.command import check
from deploy.cli.apps.names import LONGEST
from deploy.cli.apps.webhook import app as webhook

app = typer.Typer(help="Fagsystemernes apps.", no_args_is_help=True)

Name = Annotated[
    str, typer.Argument(metavar="NAVN", help=f"Appens navn: a-z, 0-9 og bindestreg, højst {LONGEST} tegn.")
]


@app.command()
def add(
    name: Name,
    department: Annotated[str, typer.Option(metavar="KODE", help="Den afdeling, appen handler for.")],
) -> None:
    """Opretter en app: klient, Kafka-bruger, emner og rettigheder. Hemmelighederne vises én gang."""
    from deploy.cli.apps import faults, screen, work
    from deploy.cli.apps.houses import house

    here = house()
    with faults.unfinished(f"kør samme kommando igen, eller `samspil apps remove {name}`"):
        done = work.add(here, name, department)
    if done.secrets is None:
        typer.echo(screen.there_already(name, department, done.mended), nl=False)
    else:
        typer.echo(screen.added(here, name, department, done.secrets), nl=False)


@app.command(name="list")
def list_() -> None:
    """Viser hver app: afdeling, om den er hel, og hvor meget fra den hver tjeneste mangler at læse."""
    from deploy.cli.apps import listing
    from deploy.cli.apps.houses import house

    typer.echo(listing.table(house()), nl=False)


@app.command()
def rotate(name: Name) -> None:
    """Giver en app nye hemmeligheder til begge indgange og viser dem én gang; de gamle gælder ikke mere."""
    from deploy.cli.apps import faults, screen, work
    from deploy.cli.apps.houses import house

    here = house()
    with faults.unfinished("kør samme kommando igen"):
        secrets = work.rotate(here, name)
    typer.echo(screen.rotated(here, name, work.registered(here)[name], secrets), nl=False)


@app.command()
def remove(
    name: Name,
    wait: Annotated[int, typer.Option(metavar="SEKUNDER", min=0, help="Så længe ventes der på de sidste svar.")] = 60,
    now: Annotated[bool, typer.Option("--now", help="Vent ikke: det ulæste går tabt.")] = False,
) -> None:
    """Fjerner en app: først adgangen, så resten, når alt fra den er besvaret. Slutter med 1, hvis det ikke sker."""
    from deploy.cli.apps import faults, screen, work
    from deploy.cli.apps.houses import house

    here = house()
    told: list[str] = []

    def tell(left: work.Outstanding) -> None:
        words = screen.waiting(left)
        if words not in told[-1:]:
            told.append(words)
            typer.echo(words, err=True)

    with faults.unfinished("kør samme kommando igen"):
        done = work.remove(here, name, wait=wait, force=now, told=tell)
    if done.left is not None:
        typer.echo(screen.unanswered(name, done.left), err=True)
        raise typer.Exit(1)
    if not done.found:
        typer.echo(f"NAVN: der er ingen app, der hedder {name}: se `samspil apps list`", err=True)
        raise typer.Exit(1)
    typer.echo(screen.removed(name, here, done.webhook_gone), nl=False)


app.command()(check)
app.add_typer(webhook, name="webhook")
