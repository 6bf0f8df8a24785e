"""This process's switches: files that come and go while it runs."""

import json
import os
import signal
from typing import Any

_FOLDER = os.path.join(os.environ.get("SABOTAGE", ""), os.environ.get("SAMSPIL_INSTANCE", ""))
_passes: dict[str, int] = {}


def look(name: str) -> dict[str, Any] | None:
    """The switch's arguments; None while it is off."""
    try:
        with open(os.path.join(_FOLDER, name), encoding="utf-8") as file:
            arguments: dict[str, Any] = json.load(file)
    except FileNotFoundError:
        return None
    return arguments


def passing(name: str) -> None:
    """A point of strike. The switch is taken away first: who is started again would strike for ever."""
    arguments = look(name)
    if arguments is None:
        return
    _passes[name] = _passes.get(name, 0) + 1
    if _passes[name] < arguments["pass"]:
        return
    del _passes[name]
    os.unlink(os.path.join(_FOLDER, name))
    os.kill(os.getpid(), signal.Signals[f"SIG{arguments['signal']}"])
