"""What went wrong half-way is one line, too, and says how to go on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from deploy.embedded.part import CannotStart


@contextmanager
def unfinished(remedy: str) -> Iterator[None]:
    """Turns a fault that is not the person's own into `CannotStart`: what happened, that it is not done, `remedy`."""
    try:
        yield
    except CannotStart:
        raise
    except Exception as error:
        if os.environ.get("SAMSPIL_TRACEBACK"):
            raise
        from deploy.cli.commands import explain

        raise CannotStart(f"{explain(error)}; det er ikke gjort færdigt: {remedy}") from error
