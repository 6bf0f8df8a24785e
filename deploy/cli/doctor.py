"""`samspil doctor`: what on this machine is in the stack's way, and what to do about it."""

import typer

from deploy.cli.place import layout


def add_to(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor() -> None:
    """Ser efter versioner, porte, rettigheder, plads, hukommelse og ur. Slutter med 1, når noget er galt."""
    from deploy.cli.examination import examine

    findings = examine(layout())
    for finding in findings:
        typer.echo(f"{'i orden' if finding.well else 'GALT   '}  {finding.what}: {finding.words}")
        if not finding.well:
            typer.echo(f"         → {finding.remedy}")
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)
