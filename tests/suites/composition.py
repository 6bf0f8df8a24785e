"""`docker-compose.yml` and the files it names, as one thing that can be read, changed and held against the code."""

import copy
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from deploy.embedded.layout import REPOSITORY

COMPOSE = "docker-compose.yml"
PRIVATE = "deploy/docker/private"
_VARIABLE = re.compile(r"\$\{[A-Z_]+(?::-(?P<default>(?:[^{}]|\{[a-z_]+\})*))?\}")


@dataclass(slots=True)
class Composition:
    """`whole` is the file with its defaults filled in; `made` what the command for secrets writes, by file name.

    `changed` stands before what lies in the repository, for trying what a change would break.
    """

    whole: dict[str, Any]
    made: dict[str, str]
    changed: dict[str, str] = field(default_factory=dict)

    @property
    def services(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.whole["services"]
        return found

    def text(self, path: str) -> str:
        """A file of the repository."""
        return self.changed.get(path) or (REPOSITORY / path).read_text(encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        """Changes a file in this copy alone."""
        text = self.text(path)
        if old not in text:
            raise LookupError(f"{path} has no {old!r}")
        self.changed[path] = text.replace(old, new)

    def environment(self, service: str) -> dict[str, str]:
        return {name: str(value) for name, value in self.services[service].get("environment", {}).items()}

    def mounted(self, service: str, kind: str) -> dict[str, str]:
        """Where a container finds its `configs` or `secrets`: path inside → name."""
        found: dict[str, str] = {}
        for each in self.services[service].get(kind, []):
            source = each if isinstance(each, str) else each["source"]
            target = source if isinstance(each, str) else each.get("target", source)
            found[target if target.startswith("/") else f"/run/secrets/{target}"] = source
        return found

    def file(self, kind: str, name: str) -> str:
        """The path of a config or secret in the repository."""
        return str(self.whole[kind][name]["file"])

    def copy(self) -> "Composition":
        return copy.deepcopy(self)


def compose(text: str | None = None) -> dict[str, Any]:
    """The file with its variables' defaults filled in and its anchors followed."""
    text = _text() if text is None else text
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    filled = _VARIABLE.sub(lambda found: found["default"] or "", text)
    read: dict[str, Any] = yaml.load(filled, Loader=loader)  # noqa: S506 (the safe loader, in C where it is there)
    return read


def made(folder: Path) -> dict[str, str]:
    """What `make compose-secrets` wrote into `folder`, by name."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.is_file()}


@cache
def _text() -> str:
    return (REPOSITORY / COMPOSE).read_text(encoding="utf-8")
