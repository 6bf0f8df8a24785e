"""The JSON Schema of every type, as the code has it and as it was committed (`<type>.json` beside this file)."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import shared.contracts
from shared.contracts.compatibility import breaks
from shared.contracts.fact import Fact, every_fact, fact_of
from shared.contracts.json_schema import json_schema

__all__ = ["FOLDER", "as_text", "committed", "current", "problems", "write"]

FOLDER = Path(str(files("shared.contracts.schemas")))
COMMAND = "python -m shared.contracts.schemas"
_CATALOGUE = shared.contracts.__name__


def current() -> dict[str, dict[str, Any]]:
    """By type, from the code."""
    return {fact.type: _of(fact) for fact in every_fact() if fact.__module__.startswith(f"{_CATALOGUE}.")}


def committed(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """By type, from the files."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def as_text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def problems(folder: Path = FOLDER) -> list[str]:
    """Where files and code disagree, each with what to do about it; empty where they agree."""
    before, now = committed(folder), current()
    found = [f"{type_}: was removed; readers of it are left behind" for type_ in before.keys() - now.keys()]
    found += [f"{type_}: is new; run `{COMMAND} write`" for type_ in now.keys() - before.keys()]
    for type_ in before.keys() & now.keys():
        broken = breaks(before[type_], now[type_])
        if broken:
            found.append(f"{type_}: breaking, make it the next major ({'; '.join(broken)})")
        elif before[type_] != now[type_]:
            found.append(f"{type_}: changed compatibly; run `{COMMAND} write`")
    return sorted(found)


def write(folder: Path = FOLDER, *, unreleased: bool = False) -> list[str]:
    """Write new and compatibly changed schemas; returns what was left alone because it would break somebody.

    `unreleased` writes everything as it is, for types that nobody reads yet.
    """
    before, now = committed(folder), current()
    refused: list[str] = []
    for type_ in sorted(before.keys() | now.keys()):
        path = folder / f"{type_}.json"
        if type_ not in now:
            if unreleased:
                path.unlink()
            else:
                refused.append(f"{type_}: was removed")
        elif unreleased or type_ not in before or not breaks(before[type_], now[type_]):
            path.write_text(as_text(now[type_]), encoding="utf-8")
        else:
            refused.append(f"{type_}: breaking")
    return refused


@cache
def _of(fact: type[Fact]) -> dict[str, Any]:
    assert fact_of(fact.type) is fact  # noqa: S101 (two classes for one type are refused where they are declared)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:samspil:type:{fact.type}"}
    return {**schema, **json_schema(fact)}
