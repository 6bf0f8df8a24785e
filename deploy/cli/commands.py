"""All commands in one list; each group lives in a file of its own, which imports what it needs only when it runs."""

import traceback
from pathlib import Path

import typer

from deploy.cli import apps, dead_letters, demo, doctor, events, keys, prepare, serve, sessions, stack
from deploy.embedded.part import CannotStart

app = typer.Typer(
    help="Samspil: laget mellem kommunens fagsystemer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (stack, serve, prepare, demo, doctor):
    module.add_to(app)
app.add_typer(apps.app, name="apps")
app.add_typer(events.app, name="events")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(sessions.app, name="sessions")
app.add_typer(keys.app, name="keys")


WORDS = {
    "MigrationFailed": "tabellerne kunne ikke opdateres",
    "BadSettings": "en miljøvariabel er ikke, som den skal være",
}
"""Errors of the floors below, by name, so that a command need not import what it does not use."""


def explain(error: Exception) -> str:
    """The one line for an error: what it is and, where it is the person's to mend, what to do."""
    if isinstance(error, CannotStart):
        return str(error)
    if type(error).__module__.startswith("confluent_kafka"):
        return f"Kafka svarer ikke som ventet: {error}"
    if isinstance(error, ConnectionError):
        return f"ingen forbindelse: {error}"
    words = WORDS.get(type(error).__name__)
    if words:
        return f"{words}: {error}"
    frames = traceback.extract_tb(error.__traceback__)
    where = f" i {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"uventet fejl ({type(error).__name__}{where}): kør igen med SAMSPIL_TRACEBACK=1 for at se det hele"
