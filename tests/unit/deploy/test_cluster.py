"""The cluster and the apps that the environment names, for whoever administers production."""

from pathlib import Path

import pytest

from deploy.cli import cluster
from deploy.cli.apps.houses import house
from deploy.embedded.part import CannotStart

KAFKA = {
    "SAMSPIL_KAFKA_BOOTSTRAP": "broker:9092",
    "SAMSPIL_KAFKA_ADMIN_USERNAME": "root",
    "SAMSPIL_KAFKA_ADMIN_PASSWORD": "word",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in KAFKA.items():
        monkeypatch.setenv(name, value)
    for name in ("SAMSPIL_APPS", "SAMSPIL_APPS_FILE", "SAMSPIL_KEYCLOAK_URL", "SAMSPIL_KEYCLOAK_ADMIN_CLIENT_SECRET"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_apps_come_from_the_file_or_else_the_list(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The same two settings as the services have, with the file before the list."""
    environment.setenv("SAMSPIL_APPS", "a-app=svr, b-app=kraftcenter")
    assert cluster.apps() == {"a-app": "svr", "b-app": "kraftcenter"}
    (tmp_path / "apps.json").write_text('{"c-app": {"department": "sel82"}}')
    environment.setenv("SAMSPIL_APPS_FILE", str(tmp_path / "apps.json"))
    assert cluster.apps() == {"c-app": "sel82"}


def test_a_register_that_is_not_there_is_no_empty_one(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`samspil topics --prune` on a mistyped path would take every app's rights."""
    environment.setenv("SAMSPIL_APPS_FILE", str(tmp_path / "apps.json"))
    with pytest.raises(CannotStart, match="SAMSPIL_APPS_FILE"):
        cluster.apps()
    (tmp_path / "apps.json").write_text("[]")
    with pytest.raises(CannotStart, match="SAMSPIL_APPS_FILE"):
        cluster.apps()


def test_a_secret_may_stand_in_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As for the services: NAME_FILE names the file; a missing one is told by its name."""
    environment.delenv("SAMSPIL_KAFKA_ADMIN_PASSWORD")
    with pytest.raises(CannotStart, match="SAMSPIL_KAFKA_ADMIN_PASSWORD mangler"):
        cluster.cluster()
    (tmp_path / "word").write_text("from a file\n")
    environment.setenv("SAMSPIL_KAFKA_ADMIN_PASSWORD_FILE", str(tmp_path / "word"))
    assert cluster.cluster().password == "from a file"


def test_production_needs_a_register_and_takes_keycloak_where_it_is_named(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`samspil apps` by environment alone; the administrator's own name is nobody's app."""
    with pytest.raises(CannotStart, match="SAMSPIL_APPS_FILE"):
        house()
    environment.setenv("SAMSPIL_APPS_FILE", str(tmp_path / "apps.json"))
    here = house()
    assert (here.clients.by_hand, set(here.taken), here.addresses.bootstrap) == (True, {"root"}, "broker:9092")
    environment.setenv("SAMSPIL_KEYCLOAK_URL", "https://sign-in.example/")
    with pytest.raises(CannotStart, match="SAMSPIL_KEYCLOAK_ADMIN_CLIENT_SECRET"):
        house()
    environment.setenv("SAMSPIL_KEYCLOAK_ADMIN_CLIENT_SECRET", "word")
    assert not house().clients.by_hand
    assert house().addresses.token == "https://sign-in.example/realms/samspil/protocol/openid-connect/token"
