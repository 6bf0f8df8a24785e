"""The pages people read (docs/containers.md, docs/dependencies.md) against the composition."""

import re

from deploy.embedded.layout import REPOSITORY
from tests.suites.composition import COMPOSE, Composition
from tests.unit.containers.agreements.doors import LISTENS
from tests.unit.containers.agreements.image import FILES, FROM

PAGE = (REPOSITORY / "docs" / "containers.md").read_text(encoding="utf-8")


def test_every_image_is_named_with_its_licence(composition: Composition) -> None:
    """Supply chain: nothing is run without somebody having said what for, and under which licence."""
    page = (REPOSITORY / "docs" / "dependencies.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([a-z0-9./-]+:v?\d[^`]*)` \|", page, re.MULTILINE))
    run = {told["image"] for told in composition.services.values() if "build" not in told}
    made_from = {image for file in FILES for image, _ in FROM.findall(composition.text(file)) if ":" in image}
    assert named == run | made_from


def test_every_variable_of_the_file_is_named_with_its_default(composition: Composition) -> None:
    """What an operator may set is written down, with what holds when it is not set."""
    text = composition.text(COMPOSE)
    used = set(re.findall(r"\$\{([A-Z_]+):-((?:[^{}]|\{[a-z_]+\})*)\}", text))
    assert "${" not in re.sub(r"\$\{[A-Z_]+:-", "", text)
    for name, default in used:
        row = next(line for line in PAGE.splitlines() if line.startswith("| ") and f"`{name}`" in line)
        assert default in row or default.rpartition(":")[2] in row


def test_every_published_port_is_named(composition: Composition) -> None:
    """Where to go once it is up."""
    for name in LISTENS:
        for port in composition.services[name]["ports"]:
            assert f":{port.split(':')[1]}" in PAGE
