"""docs/apps/webhooks.md, followed."""

from pathlib import Path

from deploy.embedded.layout import REPOSITORY
from deploy.embedded.stack import Stack
from tests.apps.javascript import packages
from tests.apps.programs import needed
from tests.apps.tutorial import follow


async def test_the_page_works_from_its_first_line_to_its_last(stack: Stack, tmp_path: Path) -> None:
    """Vendors: webhooks verified by the specification's own libraries for Python and JavaScript, through a rotation."""
    needed("curl", "jq", "node", "npm")
    (tmp_path / "node_modules").symlink_to(await packages())
    await follow(REPOSITORY / "docs/apps/webhooks.md", stack, tmp_path)
