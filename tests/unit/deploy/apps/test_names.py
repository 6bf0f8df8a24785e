"""Which names an app may have: each error is one line that names the field and repeats no value."""

from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.cli.apps import work
from deploy.cli.apps.ports import House
from deploy.embedded.part import CannotStart
from tests.unit.deploy.apps.house import World, a_house


@pytest.mark.parametrize(
    "name",
    ["", "Skole", "skole_app", "skole.app", "skole app", "-skole", "skole-", "skole--app", "skølen", "a" * 64, "../x"],
)
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    """Names: a-z, 0-9 and single dashes between, at most 63 characters, since the topic and the source bear it."""
    world = World()
    with pytest.raises(CannotStart, match=r"^NAVN: højst 63 tegn"):
        work.add(a_house(tmp_path, world), name, "svr")
    assert world.did == []


@pytest.mark.parametrize("name", ["b", "skole", "skole-app-2", "4", "b" * 63])
def test_what_is_a_name_is_taken(tmp_path: Path, name: str) -> None:
    """The other side of the same border."""
    assert work.add(a_house(tmp_path, World()), name, "svr").secrets is not None


COMMANDS: dict[str, Callable[[House, str], object]] = {
    "add": lambda house, name: work.add(house, name, "svr"),
    "rotate": work.rotate,
    "remove": lambda house, name: work.remove(house, name, wait=0),
}
SOMEBODYS = ("referral", "notifications", "auditor", "admin", "samspil-web", "samspil-admin", "sandbox", "broker")


@pytest.mark.parametrize("name", [*SOMEBODYS, "karen"])
@pytest.mark.parametrize("command", COMMANDS)
def test_somebody_elses_name_is_never_an_apps(tmp_path: Path, name: str, command: str) -> None:
    """Kafka's administrator, services, people's clients: adding one would take it over, removing one would end it."""
    world = World()
    house = a_house(tmp_path, world, taken={"karen"})
    with pytest.raises(CannotStart, match="optaget"):
        COMMANDS[command](house, name)
    assert world.did == []


@pytest.mark.parametrize("name", ["a", "referral-i", "auditor-app", "skole", "skole-app-2"])
def test_a_name_that_shares_groups_with_another_is_refused(tmp_path: Path, name: str) -> None:
    """An app has every consumer group that begins with its name."""
    world = World()
    house = a_house(tmp_path, world)
    work.add(house, "skole-app", "svr")
    world.did.clear()
    with pytest.raises(CannotStart, match=r"^NAVN: .*begynde med"):
        work.add(house, name, "svr")
    assert world.did == []


def test_an_unknown_department_is_refused_by_name(tmp_path: Path) -> None:
    """Departments are a closed list; the error names the option and the codes."""
    world = World()
    with pytest.raises(CannotStart, match=r"^--department: vælg en af svr, "):
        work.add(a_house(tmp_path, world), "skole", "skat")
    assert world.did == []


def test_a_known_app_keeps_its_department(tmp_path: Path) -> None:
    """Nobody moves an app to another department by a slip: its reports would be that one's."""
    house = a_house(tmp_path, World())
    work.add(house, "skole", "svr")
    with pytest.raises(CannotStart, match=r"^--department: skole er der allerede"):
        work.add(house, "skole", "kraftcenter")
    assert house.register.all() == {"skole": "svr"}
