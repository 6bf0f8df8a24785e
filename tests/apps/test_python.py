"""docs/apps/python.md, followed."""

from pathlib import Path

from deploy.embedded.layout import REPOSITORY
from deploy.embedded.stack import Stack
from tests.apps.tutorial import follow


async def test_the_page_works_from_its_first_line_to_its_last(stack: Stack, tmp_path: Path) -> None:
    """Vendors: the official CloudEvents SDK for Python, over both doors. Its packages are the ones of the tests."""
    await follow(REPOSITORY / "docs/apps/python.md", stack, tmp_path)
