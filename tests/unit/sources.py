"""The product's code as it is written, parsed once for all tests that read it."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    """Every node of every module of `services` and `shared`, with the file it stands in."""
    return tuple(
        (str(path.relative_to(ROOT)), node)
        for folder in ("services", "shared")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )
