"""The product's code as it is written."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def _texts() -> tuple[tuple[str, str], ...]:
    paths = sorted(path for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py"))
    return tuple((str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for path in paths)


def nodes(about: str) -> Iterator[tuple[str, ast.AST]]:
    """Every node of the modules of `services` and `shared` in whose text `about` is found, with the file it stands in.

    Parsing all of them takes longer than any test: `about` is what a node that is looked for cannot be written without.
    """
    for where, text in _texts():
        if re.search(about, text):
            yield from ((where, node) for node in ast.walk(ast.parse(text)))
