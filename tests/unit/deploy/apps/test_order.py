"""Never half done: wherever the power goes, the same command again makes it whole, and `remove` takes it all away."""

from pathlib import Path

import pytest

from deploy.cli.apps import work
from deploy.embedded.part import CannotStart
from deploy.register import Register
from tests.unit.deploy.apps.house import World, a_house, broken_at

ADDING = ["client", "topics", "user", "rights", "keep", "register", "shown"]
REMOVING = ["shut", "client away", "webhook", "look", "struck out", "clear", "keep", "shown"]


def _is_whole(world: World, app: str) -> bool:
    return world.of(app) == {"topics", "user", "rights", "client", "kept"}


def test_what_is_added_is_whole_and_registered_last(tmp_path: Path) -> None:
    """A service that looks into the register finds only apps that can do their work."""
    world = World()
    house = a_house(tmp_path, world)
    added = work.add(house, "skole", "svr")
    assert world.did == ADDING
    assert _is_whole(world, "skole")
    assert house.register.all() == {"skole": "svr"}
    assert added.secrets is not None
    assert (world.users["skole"], world.clients["skole"]) == (added.secrets.kafka, added.secrets.client)
    assert added.secrets.kafka != added.secrets.client


@pytest.mark.parametrize("step", ADDING[:-1])
def test_a_crash_while_adding_is_made_good_by_adding_again(tmp_path: Path, step: str) -> None:
    """Until an app is registered, adding it again begins anew, with secrets that work and are shown."""
    world = World()
    house = a_house(tmp_path, world)
    with broken_at(world, step):
        work.add(house, "skole", "svr")
    assert house.register.all() == {}
    again = work.add(house, "skole", "svr")
    assert again.secrets is not None
    assert _is_whole(world, "skole")
    assert (world.users["skole"], world.clients["skole"]) == (again.secrets.kafka, again.secrets.client)


@pytest.mark.parametrize("step", ADDING)
def test_a_crash_while_adding_is_taken_away_by_removing(tmp_path: Path, step: str) -> None:
    """Also of an app that never was registered nothing is left."""
    world = World()
    house = a_house(tmp_path, world)
    with broken_at(world, step):
        work.add(house, "skole", "svr")
    work.remove(house, "skole", wait=0, sleep=lambda _: None)
    assert world.of("skole") == set()
    assert house.register.all() == {}


@pytest.mark.parametrize("step", REMOVING)
def test_a_crash_while_removing_is_made_good_by_removing_again(tmp_path: Path, step: str) -> None:
    """Each step can be done twice."""
    world = World()
    house = a_house(tmp_path, world)
    work.add(house, "skole", "svr")
    with broken_at(world, step):
        work.remove(house, "skole", wait=9, sleep=lambda _: None)
    work.remove(house, "skole", wait=9, sleep=lambda _: None)
    assert world.of("skole") == set()
    assert house.register.all() == {}


def test_adding_again_changes_no_secret(tmp_path: Path) -> None:
    """A running app is not shut out because somebody typed the command twice."""
    world = World()
    house = a_house(tmp_path, world)
    first = work.add(house, "skole", "svr")
    again = work.add(house, "skole", "svr")
    assert first.secrets is not None
    assert (again.secrets, again.mended) == (None, 0)
    assert (world.users["skole"], world.clients["skole"]) == (first.secrets.kafka, first.secrets.client)


def test_adding_again_brings_back_what_was_taken_by_hand(tmp_path: Path) -> None:
    """What Kafka lacks of a registered app is made again, and told."""
    world = World()
    house = a_house(tmp_path, world)
    work.add(house, "skole", "svr")
    world.topics.clear()
    assert work.add(house, "skole", "svr").mended == 1
    assert _is_whole(world, "skole")


def test_two_at_a_time_are_one_after_the_other(tmp_path: Path) -> None:
    """Two who change apps at once would each write a register without the other's."""
    world = World()
    house = a_house(tmp_path, world)
    with Register(tmp_path / "apps.json").held(), pytest.raises(CannotStart, match="en anden er i gang"):
        work.add(house, "skole", "svr")
    assert world.did == []


def test_a_register_that_cannot_be_written_stops_it_at_once(tmp_path: Path) -> None:
    """No user is made at Kafka for an app that could never be registered."""
    world = World()
    house = a_house(tmp_path / "not there", world)
    with pytest.raises(CannotStart, match="kan ikke skrives"):
        work.add(house, "skole", "svr")
    assert world.did == []


def test_a_register_that_is_none_is_never_written_over(tmp_path: Path) -> None:
    """It may hold apps that nobody else knows."""
    world = World()
    (tmp_path / "apps.json").write_text("[half a")
    with pytest.raises(CannotStart, match="kan ikke læses"):
        work.add(a_house(tmp_path, world), "skole", "svr")
    assert (tmp_path / "apps.json").read_text() == "[half a"


def test_a_register_written_too_early_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof proves: with the app entered first, the power going leaves one that is registered and cannot work."""
    world = World()
    house = a_house(tmp_path, world)
    monkeypatch.setattr(house.clients, "put", lambda app, department, secret: house.register.put({app: department}))
    with broken_at(world, "user"):
        work.add(house, "skole", "svr")
    assert house.register.all() == {"skole": "svr"}
    assert not _is_whole(world, "skole")
