"""docs/apps/javascript.md, followed."""

from pathlib import Path

from deploy.embedded.layout import REPOSITORY
from deploy.embedded.stack import Stack
from tests.apps.javascript import packages
from tests.apps.programs import needed
from tests.apps.tutorial import follow


async def test_the_page_works_from_its_first_line_to_its_last(stack: Stack, tmp_path: Path) -> None:
    """Vendors: Node's own fetch and the official CloudEvents SDK for JavaScript."""
    needed("node", "npm")
    (tmp_path / "node_modules").symlink_to(await packages())
    await follow(REPOSITORY / "docs/apps/javascript.md", stack, tmp_path)
