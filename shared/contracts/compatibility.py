"""Whether a change to a type's JSON Schema leaves its readers and reporters standing.

A new optional field is compatible; anything else is a new major (a new class, published beside the old one).
"""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]

_WORDS = frozenset({"title", "description", "$comment", "$schema", "$id"})
_NAMED = ("properties", "$defs")


def breaks(old: Schema, new: Schema) -> list[str]:
    """What makes the new schema another major, one sentence each; empty where old readers and reporters go on."""
    return list(_differences(old, new, ""))


def _differences(old: Any, new: Any, at: str) -> Iterator[str]:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        if not _same(old, new):
            yield f"{at or '/'} was changed"
        return
    for name in sorted((old.keys() | new.keys()) - _WORDS):
        here = f"{at}/{name}"
        if name in _NAMED:
            yield from _members(old.get(name, {}), new.get(name, {}), here)
        elif name not in new:
            yield f"{here} was removed"
        elif name not in old:
            yield f"{here} was added"
        elif name in ("required", "enum"):
            if sorted(old[name], key=str) != sorted(new[name], key=str):
                yield f"{here} was changed"
        else:
            yield from _differences(old[name], new[name], here)


def _members(old: Schema, new: Schema, at: str) -> Iterator[str]:
    """Fields and named parts: new ones are welcome (a required field shows in `required`), old ones must stay."""
    for name, schema in old.items():
        if name in new:
            yield from _differences(schema, new[name], f"{at}/{name}")
        else:
            yield f"{at}/{name} was removed"


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and not any(
            difference for before, after in zip(old, new, strict=True) for difference in _differences(before, after, "")
        )
    return type(old) is type(new) and bool(old == new)
