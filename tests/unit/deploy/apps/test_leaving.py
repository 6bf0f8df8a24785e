"""New secrets, and leaving: access first, the rest when every report has its answer."""

from pathlib import Path

import pytest

from deploy.cli.apps import screen, work
from deploy.cli.apps.ports import Secrets
from deploy.embedded.part import CannotStart
from shared.messaging import carrier, relay
from tests.unit.deploy.apps.house import World, a_house, broken_at


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.at = 0.0

    def sleep(self, seconds: float) -> None:
        self.at += seconds

    def now(self) -> float:
        return self.at


def _remove(world: World, folder: Path, *, wait: float = 60, force: bool = False) -> work.Removed:
    clock = Clock()
    house = a_house(folder, world)
    return work.remove(house, "skole", wait=wait, force=force, sleep=clock.sleep, now=clock.now)


def _added(world: World, folder: Path) -> None:
    work.add(a_house(folder, world), "skole", "svr")
    world.did.clear()


def test_new_secrets_end_the_old_ones_at_both_doors(tmp_path: Path) -> None:
    """`rotate`: neither the client's secret nor Kafka's password is what it was."""
    world = World()
    house = a_house(tmp_path, world)
    old = work.add(house, "skole", "svr").secrets
    new = work.rotate(house, "skole")
    assert old is not None
    assert {old.kafka, old.client}.isdisjoint({new.kafka, new.client})
    assert (world.users["skole"], world.clients["skole"], world.kept["skole"]) == (
        new.kafka,
        new.client,
        (new.kafka, new.client),
    )


def test_who_is_not_registered_gets_no_new_secrets(tmp_path: Path) -> None:
    """`rotate` makes no app by the way."""
    world = World()
    with pytest.raises(CannotStart, match=r"^NAVN: skole er ikke registreret"):
        work.rotate(a_house(tmp_path, world), "skole")
    assert world.did == []


@pytest.mark.parametrize("step", ["client away", "webhook", "look", "struck out"])
def test_who_is_half_removed_gets_no_new_secrets(tmp_path: Path, step: str) -> None:
    """`rotate` makes no client and no user of an app that is leaving; `add` makes it whole again."""
    world = World()
    _added(world, tmp_path)
    with broken_at(world, step):
        _remove(world, tmp_path)
    house, left = a_house(tmp_path, world), world.of("skole")
    world.did.clear()
    with pytest.raises(CannotStart, match=r"^NAVN: skole er ved at blive fjernet"):
        work.rotate(house, "skole")
    assert (world.did, world.of("skole")) == ([], left)
    assert work.add(house, "skole", "svr").secrets is not None
    assert world.of("skole") == {"topics", "user", "rights", "client", "kept"}


def test_secrets_stand_in_no_repr() -> None:
    """A secret that is logged by a slip is no secret."""
    assert "word" not in repr(Secrets("word", "word"))


def test_access_goes_first_and_the_rest_when_all_is_answered(tmp_path: Path) -> None:
    """`remove`: nothing new comes in, and what came is read before topic and register are gone."""
    world = World(unread=[5, 2, 0], undecided=[1, 0])
    _added(world, tmp_path)
    assert _remove(world, tmp_path) == work.Removed(True)
    assert world.did[:3] == ["shut", "client away", "webhook"]
    assert world.did.count("look") == 4
    assert world.did[-4:] == ["struck out", "clear", "keep", "shown"]
    assert world.of("skole") == set()


@pytest.mark.parametrize(("unread", "undecided"), [(3, 0), (0, 1)], ids=["unread", "undecided"])
def test_what_is_not_answered_in_time_keeps_topic_and_register(tmp_path: Path, unread: int, undecided: int) -> None:
    """The wait is bounded; then access is gone, the services can still answer, and it is said what is missing."""
    world = World(unread=[unread] * 99, undecided=[undecided] * 99)
    _added(world, tmp_path)
    done = _remove(world, tmp_path)
    assert done.left is not None
    assert done.left.anything
    assert "user" not in world.of("skole")
    assert "topics" in world.of("skole")
    assert a_house(tmp_path, world).register.all() == {"skole": "svr"}
    world.unread.clear()
    world.undecided.clear()
    assert _remove(world, tmp_path) == work.Removed(True)
    assert world.of("skole") == set()


def test_an_answer_may_be_under_way_as_long_as_the_relay_passes_a_topic_over(tmp_path: Path) -> None:
    """Where a record has no final answer, all that is read must stay as it is for longer than that."""
    world = World(unanswered=True)
    _added(world, tmp_path)
    clock = Clock()
    done = work.remove(a_house(tmp_path, world), "skole", wait=60, sleep=clock.sleep, now=clock.now)
    assert (done, world.of("skole")) == (work.Removed(True), set())
    assert clock.at > carrier._CLOSED + relay.POLL


def test_a_wait_too_short_to_be_sure_takes_no_topic(tmp_path: Path) -> None:
    """`--wait 5`: the answer that is under way would be lost; it is said, and removing again goes on."""
    world = World(unanswered=True)
    _added(world, tmp_path)
    done = _remove(world, tmp_path, wait=5)
    assert done.left is not None
    assert screen.unanswered("skole", done.left).count("ser efter de sidste svar") == 1
    assert "topics" in world.of("skole")
    assert _remove(world, tmp_path) == work.Removed(True)


def test_where_all_is_answered_nobody_waits(tmp_path: Path) -> None:
    """The usual way: one look."""
    world = World()
    _added(world, tmp_path)
    assert _remove(world, tmp_path, wait=0) == work.Removed(True)
    assert world.did.count("look") == 1


def test_who_will_not_wait_need_not(tmp_path: Path) -> None:
    """`--now`: nothing is looked at, and all of it goes."""
    world = World(unread=[3] * 99)
    _added(world, tmp_path)
    assert _remove(world, tmp_path, force=True) == work.Removed(True)
    assert "look" not in world.did
    assert world.of("skole") == set()


def test_a_service_that_does_not_answer_holds_nobody_back(tmp_path: Path) -> None:
    """Access is taken away whatever notifications does; that its webhook may be left is said."""
    world = World(notifications_answers=False)
    _added(world, tmp_path)
    done = _remove(world, tmp_path)
    assert (done.left, done.webhook_gone) == (None, False)
    assert world.of("skole") == set()


def test_who_was_never_there_is_said_not_to_be(tmp_path: Path) -> None:
    """A typing error is not taken for a removal."""
    assert not _remove(World(), tmp_path).found


def test_the_demos_own_apps_stay(tmp_path: Path) -> None:
    """They would be back at the next start, and the demo citizen is registered by one of them."""
    world = World()
    house = a_house(tmp_path, world, fixed={"svr-app"})
    with pytest.raises(CannotStart, match="hører til demoen"):
        work.remove(house, "svr-app", wait=0)
    assert world.did == []
