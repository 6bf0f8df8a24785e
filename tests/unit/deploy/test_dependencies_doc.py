"""The dependencies that people read about (docs/dependencies.md) against those the project declares."""

import re
import tomllib
from pathlib import Path

import pytest

from deploy.embedded import jars
from deploy.embedded.layout import REPOSITORY

PAGE = (REPOSITORY / "docs" / "dependencies.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SECTIONS = {
    "To run a service": PROJECT["dependencies"],
    "For the embedded stack": PROJECT["optional-dependencies"]["embedded"],
    "For the job that administers Kafka": PROJECT["optional-dependencies"]["operations"],
    "To develop and test": PROJECT["optional-dependencies"]["dev"],
    "To measure against others": PROJECT["optional-dependencies"]["bench"],
}


def _named(section: str) -> list[str]:
    _, _, rest = PAGE.partition(f"## {section}")
    table, _, _ = rest.partition("\n## ")
    # The first table of the section: what follows it is no list of packages.
    lines = table.partition("| package |")[2].split("\n\n")[0].splitlines()[2:]
    return [line.split("|")[1].strip() for line in lines]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_declared_package_has_a_reason_and_a_licence(section: str) -> None:
    """Supply chain: nothing is depended on without somebody having said what for, and under which licence."""
    assert sorted(_named(section)) == sorted(SECTIONS[section])


@pytest.mark.parametrize("program", ["kafka", "zipkin", "keycloak"])
def test_every_program_fetched_as_jars_is_named_with_its_version(program: str) -> None:
    """Supply chain: the page names what the stack asks Maven for."""
    asked = tomllib.loads((Path(jars.__file__).with_name(program) / "jgo.toml").read_text(encoding="utf-8"))
    for coordinate in asked["dependencies"]["coordinates"]:
        assert f"`{':'.join(coordinate.split(':')[:3])}`" in PAGE


def test_every_file_of_others_is_there() -> None:
    """Supply chain: the table of front-end files names files there are."""
    table = PAGE.split("## Front-end files")[1].split("\n\n`samspil.css`")[0]
    for name in re.findall(r"`((?:services|shared)/[^`]+)`", table):
        assert list(REPOSITORY.glob(name)), name
