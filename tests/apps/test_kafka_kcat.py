"""docs/apps/kafka-kcat.md, followed."""

from pathlib import Path

from deploy.embedded.layout import REPOSITORY
from deploy.embedded.stack import Stack
from tests.apps.programs import needed
from tests.apps.tutorial import follow


async def test_the_page_works_from_its_first_line_to_its_last(stack: Stack, tmp_path: Path) -> None:
    """Vendors: over Kafka every record is answered, unreadable ones too, and only one's own topics are reached."""
    needed("kcat", "curl", "jq")
    await follow(REPOSITORY / "docs/apps/kafka-kcat.md", stack, tmp_path)
