"""docs/apps/http-curl.md, followed."""

from pathlib import Path

from deploy.embedded.layout import REPOSITORY
from deploy.embedded.stack import Stack
from tests.apps.programs import needed
from tests.apps.tutorial import follow


async def test_the_page_works_from_its_first_line_to_its_last(stack: Stack, tmp_path: Path) -> None:
    """Vendors: from nothing to a loop between two departments; refused, repeated and waiting reports included."""
    needed("curl", "jq")
    await follow(REPOSITORY / "docs/apps/http-curl.md", stack, tmp_path)
