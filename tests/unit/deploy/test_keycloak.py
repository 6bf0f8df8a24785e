"""Keycloak in the embedded stack: its people, and how its program is made ready."""

import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded.credentials import Credentials, load
from deploy.embedded.issuer.part import known
from deploy.embedded.keycloak import program
from deploy.embedded.keycloak.realm import demo_realm
from deploy.embedded.layout import Layout
from deploy.embedded.part import Progress
from deploy.embedded.people import PEOPLE
from deploy.embedded.process import Process

CITIZEN = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def words(tmp_path: Path) -> Credentials:
    layout = Layout(tmp_path)
    layout.make()
    return load(layout)


def _claims(client: dict[str, Any]) -> dict[str, str]:
    return {each["config"]["claim.name"]: each["config"]["claim.value"] for each in client["protocolMappers"]}


def test_whoever_the_small_issuer_knows_signs_in_at_keycloak_as_the_same_one(words: Credentials) -> None:
    """What a person read or reported stays theirs, whichever of the two the stack was started with."""
    realm = demo_realm("http://pages", words, known(CITIZEN))
    users = {user["username"]: user for user in realm["users"]}
    for person in known(CITIZEN):
        user = users[person.username]
        assert (user["id"], user["realmRoles"]) == (person.sub, [person.role])
        assert f"{user['firstName']} {user['lastName']}" == person.name
        assert user["attributes"].get("department", [None]) == [person.department]


def test_every_password_is_the_stacks_own(words: Credentials) -> None:
    """No default password: each was made at random for this stack, and no two are alike."""
    realm = demo_realm("http://pages", words, known(None))
    typed = [each["value"] for user in realm["users"] for each in user.get("credentials", [])]
    assert sorted(typed) == sorted(words.people[person.username] for person in PEOPLE)
    assert len({*typed, *words.people.values()}) == len(PEOPLE) + 1
    assert {client["secret"] for client in realm["clients"]} <= set(words.clients.values())


def test_a_stand_in_is_marked_and_says_what_the_person_says(words: Credentials) -> None:
    """A script may be anyone here; anywhere else the mark has it refused."""
    realm = demo_realm("http://pages", words, known(CITIZEN))
    clients = {client["clientId"]: client for client in realm["clients"]}
    for person in known(CITIZEN):
        told = _claims(clients[person.username])
        assert (told["stand_in"], told["sub"], told["name"]) == ("true", person.sub, person.name)
        assert told.get("citizen_id") == person.citizen_id


def test_nobody_stands_for_a_citizen_who_is_not_registered(words: Credentials) -> None:
    """Before the first start has registered the demo citizen, a token must not name one."""
    realm = demo_realm("http://pages", words, known(None))
    assert not any("citizen_id" in _claims(client) for client in realm["clients"] if "protocolMappers" in client)
    assert not any("citizen_id" in user.get("attributes", {}) for user in realm["users"])


async def test_keycloak_is_unpacked_once_and_built_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the program itself is taken out; a second stack finds it ready, and a failed build leaves nothing behind."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    archive = tmp_path / "keycloak-quarkus-dist-1.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for name in ("keycloak-1/bin/kc.sh", "keycloak-1/lib/quarkus-run.jar", "keycloak-1/lib/lib/main/a.jar"):
            packed.writestr(name, "")
    ends = [1, 0]
    built: list[str] = []

    async def finish(self: Process) -> int:
        built.append(self.name)
        return ends[len(built) - 1]

    monkeypatch.setattr(Process, "finish", finish)
    progress = _Silent()
    with pytest.raises(Exception, match="Keycloak kunne ikke gøres klar"):
        await program.made_ready(archive, "sum", tmp_path / "log", progress)
    assert list(program.cache().iterdir()) == []
    ready = await program.made_ready(archive, "sum", tmp_path / "log", progress)
    assert sorted(str(path.relative_to(ready)) for path in ready.rglob("*") if path.is_file()) == [
        "lib/lib/main/a.jar",
        "lib/quarkus-run.jar",
    ]
    assert await program.made_ready(archive, "sum", tmp_path / "log", progress) == ready
    assert len(built) == 2
    assert [path for path in program.cache().iterdir() if path != ready] == []


def test_an_interrupted_unpacking_stops(tmp_path: Path) -> None:
    """Ctrl-C does not wait for a hundred and eighty megabytes."""
    archive = tmp_path / "keycloak-1.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("keycloak-1/lib/a.jar", "")
    told = threading.Event()
    told.set()
    program.extract(archive, tmp_path / "out", told)
    assert not (tmp_path / "out").exists()


class _Silent(Progress):
    """Nobody watches."""

    def __init__(self) -> None:
        """Nothing to keep."""

    def doing(self, what: str, *, total: int = 0) -> None:
        """Nobody to tell."""
