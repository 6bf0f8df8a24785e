"""`docker-compose.yml` acted out without an engine: the same files, with paths and ports of this machine."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from deploy.embedded.layout import REPOSITORY

_VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?::-(?P<default>[^$]*?))?\}(?!\})")


def compose() -> dict[str, Any]:
    """The file with its variables' defaults filled in and its anchors followed."""
    text = (REPOSITORY / "docker-compose.yml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(_VARIABLE.sub(lambda found: found["default"] or "", text))
    return read


def lay_out(service: str, root: Path, private: Path, changes: Mapping[str, str]) -> dict[str, str]:
    """Puts a service's configs and secrets where it would find them, below `root`, and returns its environment.

    Absolute paths inside point below `root`, too. `changes` are replaced in every text: addresses and ports.
    """
    whole = compose()
    told = whole["services"][service]
    # The temporary folder first: what is put in for the others may itself lie below it.
    places = ("/tmp", "/etc/samspil", "/run/secrets", "/var/lib/kafka")  # noqa: S108
    inside = {f"{place}/": f"{root}{place}/" for place in places}

    def adapted(text: str) -> str:
        for old, new in {**changes, **inside}.items():
            text = text.replace(old, new)
        return text

    for kind in ("configs", "secrets"):
        for each in told.get(kind, []):
            source = each if isinstance(each, str) else each["source"]
            target = f"/run/secrets/{each}" if isinstance(each, str) else each.get("target", source)
            target = target if target.startswith("/") else f"/run/secrets/{target}"
            file = REPOSITORY / whole[kind][source]["file"].replace("deploy/docker/private", str(private))
            place = Path(f"{root}{target}")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(adapted(file.read_text(encoding="utf-8")), encoding="utf-8")
    (root / "tmp").mkdir(exist_ok=True)
    return {name: adapted(str(value)) for name, value in told.get("environment", {}).items()} | {
        "PATH": os.environ["PATH"]
    }
