"""All commands in one list; each group lives in a file of its own, which imports what it needs only when it runs."""

import typer

from deploy.cli import dead_letters, demo, doctor, events, prepare, serve, stack
from deploy.embedded.part import CannotStart

app = typer.Typer(
    help="Samspil: laget mellem kommunens fagsystemer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (stack, serve, prepare, demo, doctor):
    module.add_to(app)
app.add_typer(events.app, name="events")
app.add_typer(dead_letters.app, name="dead-letters")


WORDS = {
    "MigrationFailed": "tabellerne kunne ikke opdateres",
    "BadSettings": "en miljøvariabel er ikke, som den skal være",
}
"""Errors of the floors below, by name, so that a command need not import what it does not use."""


def explain(error: Exception) -> str | None:
    """The one line for an error that is no fault of the program's; None for one that is."""
    if isinstance(error, CannotStart):
        return str(error)
    if type(error).__module__.startswith("confluent_kafka"):
        return f"Kafka svarer ikke som ventet: {error}"
    if isinstance(error, ConnectionError):
        return f"ingen forbindelse: {error}"
    words = WORDS.get(type(error).__name__)
    return f"{words}: {error}" if words else None
