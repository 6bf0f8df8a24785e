"""The way tutorials are followed notices when a page is wrong."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from deploy.embedded.layout import REPOSITORY, Layout
from tests.apps.tutorial import Failed, Step, follow, steps, unlike

PAGE = """
Save as `greet.sh`:

```bash
echo "hello $1"
```

```sh
export NAME=world
```

```sh
bash greet.sh "$NAME"
```

```text
hello …ld
```

```console
$ exit 1
```
"""


@pytest.fixture
def place() -> Any:
    """A folder inside the checkout's own caches: pages are named from the checkout's root."""
    folder = REPOSITORY / ".local" / "tutorials"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


async def _follow(page: str, place: Path, tmp_path: Path) -> None:
    written = place / f"{tmp_path.name}.md"
    written.write_text(page, encoding="utf-8")
    try:
        stack: Any = SimpleNamespace(layout=Layout(tmp_path))
        await follow(written, stack, tmp_path)
    finally:
        written.unlink()


def test_a_pages_steps_are_its_files_its_commands_and_what_they_print() -> None:
    """Vendors: what is for reading only is no step, and output belongs to the command above it."""
    assert [(step.file, step.expected) for step in steps(PAGE)] == [
        ("greet.sh", None),
        (None, None),
        (None, "hello …ld\n"),
    ]
    assert steps("```text\nalone\n```\n") == []
    assert steps("```sh\ntrue\n```\nwords\n```text\nnot its output\n```\n") == [Step(2, "true\n")]


async def test_a_page_that_is_right_is_followed(place: Path, tmp_path: Path) -> None:
    """Vendors: a file is written, a variable stays from block to block, output is compared."""
    await _follow(PAGE, place, tmp_path)


@pytest.mark.parametrize(
    ("before", "after"),
    [("hello …ld", "hello mars"), ("export NAME=world", "false"), ('bash greet.sh "$NAME"', "exit 0")],
)
async def test_a_page_that_is_wrong_is_noticed(before: str, after: str, place: Path, tmp_path: Path) -> None:
    """Vendors: other output, a command that fails, and one that ends everything early are each a failure."""
    assert before in PAGE
    with pytest.raises(Failed, match=r"tutorials/.*\.md:\d+ "):
        await _follow(PAGE.replace(before, after), place, tmp_path)


def test_dots_stand_for_anything_and_nothing_else_does() -> None:
    """Vendors: only the ellipsis is a wildcard."""
    assert not unlike("a … c", "a b c")
    assert not unlike("…", "")
    assert unlike("a.c", "abc")
    assert unlike("abc", "abcd")
