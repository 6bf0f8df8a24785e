"""`--clock answer=PT2S`: which clocks there are, and how their lengths are written.

A clock may be narrowed to an offer or a priority: `answer.peer-gruppe=PT2S`.
"""

import re
from collections.abc import Iterable

import typer

NAMES = ("answer", "start", "follow_up", "level2", "level3", "waiting", "companionship", "unread", "stand_in")
LENGTH = re.compile(r"P(?=.)(\d+W|(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?)")


def read(given: Iterable[str]) -> dict[str, str]:
    """Name → ISO 8601 duration. A wrong one ends the command with its usage line."""
    clocks: dict[str, str] = {}
    for text in given:
        name, _, length = text.partition("=")
        if name.split(".")[0] not in NAMES:
            raise typer.BadParameter(f"{name} er ikke et ur: vælg mellem {', '.join(NAMES)}", param_hint="--clock")
        if not LENGTH.fullmatch(length):
            raise typer.BadParameter(f"{name} skal have en varighed efter ISO 8601, fx PT2S", param_hint="--clock")
        clocks[name] = length
    return clocks
