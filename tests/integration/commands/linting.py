"""Breaks import rules one after the other in the folder it is run in, and tells what import-linter says of each.

    python linting.py '[["rooms", "services/referral/domain/__init__.py", "import …"]]'

A process of its own, as the linter takes the code that is imported; one for all, as it starts slowly. The first answer
is that to nothing broken at all. Each is [exit status, text].
"""

import contextlib
import io
import json
import sys
from pathlib import Path

from importlinter.cli import lint_imports


def lint(*contracts: str) -> tuple[int, str]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        status = lint_imports(limit_to_contracts=contracts)
    return status, said.getvalue()


def broken(rule: str, path: str, line: str) -> tuple[int, str]:
    """With one more line in one file, there or not."""
    file = Path(path)
    before = file.read_text(encoding="utf-8") if file.exists() else None
    file.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        return lint(rule)
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before, encoding="utf-8")


if __name__ == "__main__":
    outcomes = [lint(), *(broken(*rule) for rule in json.loads(sys.argv[1]))]
    json.dump(outcomes, sys.stdout)
