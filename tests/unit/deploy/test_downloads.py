"""Fetching with jgo, held against the lock; without network, in a repository of the test's own."""

import hashlib
from pathlib import Path

import pytest

from deploy.embedded import jars
from deploy.embedded.part import CannotStart, PartState, Progress

CONTENT = b"not really a jar"


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A lock of one file, and an empty repository that nothing can be fetched into."""
    monkeypatch.setenv("M2_REPO", str(tmp_path / "repository"))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    path = tmp_path / "jgo.lock.toml"
    path.write_text(
        "[metadata]\n[[dependencies]]\n"
        'groupId = "dk.example"\nartifactId = "thing"\nversion = "1.0"\npackaging = "jar"\n'
        f'sha256 = "{hashlib.sha256(CONTENT).hexdigest()}"\n'
    )
    path.with_name("size").write_text(f"{len(CONTENT)}\n")
    return path


def _cached(lock: Path, content: bytes) -> Path:
    path = lock.with_name("repository") / "dk" / "example" / "thing" / "1.0" / "thing-1.0.jar"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def _progress() -> Progress:
    return Progress(PartState("thing"), lambda: None)


async def test_what_was_fetched_before_needs_no_network(lock: Path) -> None:
    """A second start works from the cache."""
    path = _cached(lock, CONTENT)
    assert await jars.fetch("Tingen", lock, _progress()) == [path]


async def test_what_cannot_be_fetched_is_one_line(lock: Path) -> None:
    """Which, why, and what to do; never a fake in its place."""
    with pytest.raises(CannotStart, match=r"^Tingen kunne ikke hentes fra Maven \(\w+\): se efter netværk") as caught:
        await jars.fetch("Tingen", lock, _progress())
    assert "\n" not in str(caught.value)


async def test_what_is_not_as_the_lock_says_is_thrown_away(lock: Path) -> None:
    """Half a download, or a file somebody changed, is never run: it is fetched anew or not at all."""
    path = _cached(lock, CONTENT[:5])
    with pytest.raises(CannotStart):
        await jars.fetch("Tingen", lock, _progress())
    assert not path.exists()
