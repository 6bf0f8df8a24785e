"""Code and register of problems must not drift apart."""

import ast
import re
from collections.abc import Iterator

from shared.http import PROBLEM_TYPES
from tests.unit.sources import ROOT, nodes


def _named() -> Iterator[tuple[str, str]]:
    for where, node in nodes(r"""\b(Refused|Problem)\(\s*["']"""):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name | ast.Attribute)
            and (node.func.id if isinstance(node.func, ast.Name) else node.func.attr) in {"Refused", "Problem"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield f"{where}:{node.lineno}", str(node.args[0].value)


def test_every_slug_in_the_code_is_registered() -> None:
    """Interface: an app reads `type`; one that leads nowhere tells it nothing."""
    strays = [f"{where} names {slug}" for where, slug in _named() if slug not in PROBLEM_TYPES]
    assert strays == []


def test_every_registered_problem_says_something_in_danish() -> None:
    """Interface: every text a person reads is whole sentences, with a status of an error."""
    for slug, kind in PROBLEM_TYPES.items():
        assert slug == slug.lower()
        assert 400 <= kind.status < 600
        assert kind.explanation.endswith(".")


def test_every_problem_and_no_other_is_explained_with_its_status() -> None:
    """Problems: docs/problems.md has a row for each, with its status, when it comes, and what to do."""
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d{3}(?:, sometimes \d{3})?) \| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    assert {slug: status for slug, status, *_ in rows} == {
        slug: f"{kind.status}, sometimes {kind.sometimes}" if kind.sometimes else str(kind.status)
        for slug, kind in PROBLEM_TYPES.items()
    }
    assert len(rows) == len(PROBLEM_TYPES), "one row each"
    assert all(len(when.strip()) > 5 and len(act.strip()) > 5 for *_, when, act in rows)
