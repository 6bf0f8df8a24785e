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


def explain(error: Exception) -> str | None:
    """The one line for an error that is no fault of the program's; None for one that is."""
    if isinstance(error, CannotStart | SystemError):
        return str(error)
    if type(error).__module__.startswith("confluent_kafka"):
        return f"Kafka svarer ikke som ventet: {error}"
    if isinstance(error, ConnectionError):
        return f"ingen forbindelse: {error}"
    if type(error).__name__ == "MigrationFailed":
        return f"tabellerne kunne ikke opdateres: {error}"
    return None
