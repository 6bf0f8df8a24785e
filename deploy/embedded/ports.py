"""Which TCP ports the stack listens on: chosen free once, and kept while they stay free."""

import random
import socket
from collections.abc import Iterable
from pathlib import Path

from deploy.embedded.layout import Layout, read_json, write_json

LOWEST, HIGHEST = 20000, 31999
"""Below the range the kernel hands out to outgoing connections, so that no client takes a port between two starts."""

HOST = "127.0.0.1"


def choose(layout: Layout, names: Iterable[str]) -> dict[str, int]:
    """A free port for each name: the one it had, where that is free still, else a new one. Remembers them."""
    before = remembered(layout)
    chosen: dict[str, int] = {}
    for name in names:
        port = before.get(name)
        if not isinstance(port, int) or port in chosen.values() or not is_free(port):
            port = _another({*chosen.values(), *before.values()})
        chosen[name] = port
    write_json(_path(layout), {**before, **chosen})
    return chosen


def remembered(layout: Layout) -> dict[str, int]:
    """The ports of the last start."""
    return dict(read_json(_path(layout)) or {})


def is_free(port: int) -> bool:
    """Whether nothing listens there. Connections of the last run that are still closing do not count."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError:
            return False
        return True


def _path(layout: Layout) -> Path:
    return layout.local / "ports.json"


def _another(taken: set[int]) -> int:
    for port in random.sample(range(LOWEST, HIGHEST + 1), 500):
        if port not in taken and is_free(port):
            return port
    raise OSError("no free port between 20000 and 31999")
