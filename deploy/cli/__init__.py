"""The `samspil` command. Every error a person meets here is one line; what went wrong inside stands in the logs."""

import gc
import os
import sys


def main() -> None:
    """Runs the command line and exits with its status. SAMSPIL_TRACEBACK=1 shows an error in full."""
    # What is imported stays: to look for rubbish in it again and again would be a tenth of it.
    gc.disable()
    from deploy.cli.commands import app, explain

    gc.enable()
    try:
        app()
    except Exception as error:
        line = explain(error)
        if os.environ.get("SAMSPIL_TRACEBACK"):
            raise
        print(f"samspil: {line}", file=sys.stderr)  # noqa: T201 (the command's own voice)
        sys.exit(1)
