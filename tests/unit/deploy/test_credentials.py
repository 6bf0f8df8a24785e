import base64
import stat
from pathlib import Path

from deploy.embedded import credentials
from deploy.embedded.layout import Layout, read_json, write_json


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
