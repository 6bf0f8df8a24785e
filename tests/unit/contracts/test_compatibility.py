"""A new optional field is compatible; anything else is a new major."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from shared.contracts.compatibility import breaks

Schema = dict[str, Any]

OLD: Schema = {
    "title": "Old",
    "type": "object",
    "$defs": {"Part": {"type": "object", "properties": {"code": {"enum": ["a", "b"]}}, "required": ["code"]}},
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "note": {"anyOf": [{"type": "integer", "maximum": 5}, {"type": "null"}], "default": None},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}, "maxItems": 3},
    },
    "required": ["id", "parts"],
}


def changed(change: Callable[[Schema], object]) -> list[str]:
    new = copy.deepcopy(OLD)
    change(new)
    return breaks(OLD, new)


COMPATIBLE: dict[str, Callable[[Schema], object]] = {
    "nothing": lambda s: None,
    "a new optional field": lambda s: s["properties"].update(later={"type": "integer"}),
    "a new optional field in a part": lambda s: s["$defs"]["Part"]["properties"].update(later={"type": "integer"}),
    "a new part": lambda s: s["$defs"].update(Other={"type": "object", "required": ["x"]}),
    "other words": lambda s: s.update(title="New", description="Said better."),
    "a new order": lambda s: s.update(required=["parts", "id"]),
}

BREAKING: dict[str, Callable[[Schema], object]] = {
    "a field removed": lambda s: s["properties"].pop("note"),
    "a field renamed": lambda s: s["properties"].update(notes=s["properties"].pop("note")),
    "a new required field": lambda s: (
        s["properties"].update(later={"type": "integer"}),
        s["required"].append("later"),
    ),
    "an optional field made required": lambda s: s["required"].append("note"),
    "a required field made optional": lambda s: s["required"].remove("id"),
    "nothing required any more": lambda s: s.pop("required"),
    "another type": lambda s: s["properties"]["id"].update(type="integer"),
    "another format": lambda s: s["properties"]["id"].update(format="date"),
    "another format of an alternative": lambda s: s["properties"]["note"]["anyOf"][0].update(type="number"),
    "an alternative fewer": lambda s: s["properties"]["note"]["anyOf"].pop(),
    "an alternative more": lambda s: s["properties"]["note"]["anyOf"].append({"type": "string"}),
    "another default": lambda s: s["properties"]["note"].update(default=1),
    "true for 1": lambda s: s["properties"]["note"]["anyOf"][0].update(maximum=True),
    "a code fewer": lambda s: s["$defs"]["Part"]["properties"]["code"].update(enum=["a"]),
    "a code more": lambda s: s["$defs"]["Part"]["properties"]["code"].update(enum=["a", "b", "c"]),
    "a tighter bound": lambda s: s["properties"]["parts"].update(maxItems=2),
    "a bound gone": lambda s: s["properties"]["parts"].pop("maxItems"),
    "a new bound": lambda s: s["properties"]["parts"].update(minItems=1),
    "a part removed": lambda s: s["$defs"].pop("Part"),
    "a required field in a part": lambda s: s["$defs"]["Part"]["required"].append("more"),
    "only Samspil's from now on": lambda s: s["properties"]["note"].update(readOnly=True),
    "closed to unknown fields": lambda s: s.update(additionalProperties=False),
}


@pytest.mark.parametrize("change", COMPATIBLE.values(), ids=COMPATIBLE)
def test_compatible(change: Callable[[Schema], object]) -> None:
    """Old readers and reporters go on as before."""
    assert changed(change) == []


@pytest.mark.parametrize("change", BREAKING.values(), ids=BREAKING)
def test_breaking(change: Callable[[Schema], object]) -> None:
    """Somebody who trusted the old schema is let down, and the sentence says where."""
    assert len(changed(change)) >= 1
