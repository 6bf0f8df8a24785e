"""docs/apps/java.md, followed."""

import re
import tomllib
from pathlib import Path

from deploy.embedded.layout import REPOSITORY
from deploy.embedded.stack import Stack
from tests.apps import java
from tests.apps.tutorial import follow

PAGE = REPOSITORY / "docs/apps/java.md"


async def test_the_page_works_from_its_first_line_to_its_last(stack: Stack, tmp_path: Path) -> None:
    """Vendors: Java's own HTTP client and the official CloudEvents SDK for Java."""
    await java.install(tmp_path / "my-java-app" / "lib", tmp_path / "programs")
    await follow(PAGE, stack, tmp_path, programs=tmp_path / "programs")


def test_the_page_names_the_versions_that_are_tried() -> None:
    """Vendors: what the page tells a vendor to fetch is what the test compiles against."""
    locked = {
        (each["groupId"], each["artifactId"]): each["version"]
        for each in tomllib.loads(java.LOCK.read_text(encoding="utf-8"))["dependencies"]
    }
    named = re.findall(
        r"<groupId>(.+)</groupId>\s*<artifactId>(.+)</artifactId>\s*<version>(.+)</version>\s*</dependency>",
        PAGE.read_text(encoding="utf-8"),
    )
    assert len(named) == 2
    assert {locked[group, artifact] == version for group, artifact, version in named} == {True}
