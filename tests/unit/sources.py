"""The product's code as it is written, parsed once for all tests that read it."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    """Every node of every module of `services` and `shared`, with the file it stands in."""
    found: list[tuple[str, ast.AST]] = []
    for path in sorted(path for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")):
        where = str(path.relative_to(ROOT))
        found += [(where, node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    return tuple(found)
