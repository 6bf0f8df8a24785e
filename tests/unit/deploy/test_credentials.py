import base64
import stat
from pathlib import Path

import pytest

from deploy.embedded import credentials
from deploy.embedded.layout import Layout, read_json, write_json
from deploy.embedded.part import CannotStart
from deploy.embedded.people import APPS


def test_passwords_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    """A restart finds its own databases open; nobody else on the machine does."""
    layout = Layout(tmp_path)
    layout.make()
    first = credentials.load(layout)
    assert credentials.load(layout) == first
    path = layout.data / "credentials.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(layout.data.stat().st_mode) == 0o700


def test_no_two_secrets_are_alike(tmp_path: Path) -> None:
    """One principal's password opens nothing of another's."""
    layout = Layout(tmp_path)
    layout.make()
    made = credentials.load(layout)
    secrets = [*made.kafka.values(), *made.database.values(), *made.clients.values(), *made.keys.values()]
    assert len(set(secrets)) == len(secrets)
    assert all(len(base64.b64decode(key)) == 32 for key in made.keys.values())


def test_a_newer_version_adds_what_it_needs_and_changes_nothing(tmp_path: Path) -> None:
    """Data written under the old passwords stay within reach."""
    layout = Layout(tmp_path)
    layout.make()
    old = credentials.load(layout)
    path = layout.data / "credentials.json"
    kept = read_json(path)
    del kept["clients"]["karen"]
    write_json(path, kept)
    new = credentials.load(layout)
    assert new.clients["karen"]
    assert new.kafka == old.kafka
    assert new.cluster_id == old.cluster_id


def test_an_app_that_is_being_added_is_not_forgotten(tmp_path: Path) -> None:
    """`samspil apps add` keeps the secrets before the app is registered; whoever looks in between leaves them."""
    layout = Layout(tmp_path)
    layout.make()
    credentials.load(layout)
    credentials.keep(layout, "skole", "k" * 48, "c" * 48)
    assert "skole" not in credentials.load(layout).kafka
    credentials.register(layout).put({"skole": "svr"})
    whole = credentials.load(layout)
    assert (whole.kafka["skole"], whole.clients["skole"], whole.apps["skole"]) == ("k" * 48, "c" * 48, "svr")


def test_an_app_that_is_gone_leaves_no_secret(tmp_path: Path) -> None:
    """What is not valid any more is not lying about either, and the demo's own apps are always there."""
    layout = Layout(tmp_path)
    layout.make()
    credentials.keep(layout, "skole", "k" * 48, "c" * 48)
    credentials.keep(layout, "skole", None, None)
    words = credentials.load(layout)
    assert "skole" not in (layout.data / "credentials.json").read_text()
    assert words.apps == APPS
    assert words.apps_file == credentials.register(layout).path


def test_a_register_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    """Nobody starts a stack that has forgotten its apps."""
    layout = Layout(tmp_path)
    layout.make()
    credentials.register(layout).path.write_text("{")
    with pytest.raises(CannotStart, match="registret over apps"):
        credentials.load(layout)


def test_a_new_key_leaves_the_one_before_until_it_is_dropped(tmp_path: Path) -> None:
    """V1: the embedded stack's services open what stands under the old key, and a restart forgets neither."""
    layout = Layout(tmp_path)
    layout.make()
    old = credentials.load(layout).keys["referral"]
    credentials.renew_key(layout, "referral")
    renewed = credentials.load(layout)
    assert renewed.keys["referral"] != old
    assert credentials.load(layout).previous_keys == {"referral": [old]}
    assert not credentials.renewed_since_start(layout, "referral"), "nothing runs"
    credentials.drop_previous_keys(layout, "referral")
    assert credentials.load(layout).previous_keys == {}
    assert credentials.load(layout).keys == renewed.keys
