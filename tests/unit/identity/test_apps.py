"""The register of apps, and how it changes under way."""

import json
from pathlib import Path

import pytest

from shared.identity import Apps


def written(path: Path, apps: dict[str, str]) -> Path:
    path.write_text(json.dumps({app: {"department": department} for app, department in apps.items()}))
    return path


def test_a_register_given_once() -> None:
    """Managing apps: name → department; who is not there has none."""
    apps = Apps({"svr-app": "svr"})
    assert (apps.given, apps.department_of("svr-app"), apps.department_of("another")) == (True, "svr", None)
    assert apps.all() == {"svr-app": "svr"}


def test_without_any_register() -> None:
    """Production may leave apps to the issuer: then there is nothing to look up."""
    assert not Apps().given
    assert Apps().department_of("svr-app") is None


def test_a_new_app_is_known_at_once_and_a_changed_one_within_five_seconds(tmp_path: Path) -> None:
    """Managing apps: nothing is started again for an app."""
    clock = [100.0]
    register = written(tmp_path / "apps.json", {"svr-app": "svr", "old-app": "svr"})
    apps = Apps(file=register, now=lambda: clock[0])
    assert apps.department_of("new-app") is None
    written(register, {"svr-app": "kraftcenter", "new-app": "sel82"})
    assert apps.department_of("new-app") == "sel82"
    written(register, {"svr-app": "socialpsykiatri"})
    clock[0] += 5
    assert apps.department_of("svr-app") == "socialpsykiatri"
    assert apps.all() == {"svr-app": "socialpsykiatri"}


@pytest.mark.parametrize(
    "broken",
    [
        "{",
        "[]",
        '{"svr-app": "svr"}',
        '{"svr-app": {"department": "nowhere"}}',
        '{"svr-app": {"department": ["svr"]}}',
        '{"../svr": {"department": "svr"}}',
    ],
)
def test_the_last_register_that_could_be_read_counts(
    tmp_path: Path, broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file half written locks nobody out; it is said once, and without what stood in it."""
    clock = [0.0]
    register = written(tmp_path / "apps.json", {"svr-app": "svr"})
    apps = Apps(file=register, now=lambda: clock[0])
    register.write_text(broken)
    for _ in range(3):
        clock[0] += 5
        assert apps.department_of("svr-app") == "svr"
        assert apps.department_of("nowhere") is None
    assert capsys.readouterr().out.count("the register of apps cannot be read") == 1
    written(register, {"svr-app": "kraftcenter", "another-app": "svr"})
    clock[0] += 5
    assert apps.department_of("svr-app") == "kraftcenter"


def test_a_file_that_is_not_there_yet(tmp_path: Path) -> None:
    """Start order: until there is a register, no app is anybody; then it counts without a new start."""
    clock = [0.0]
    apps = Apps(file=tmp_path / "apps.json", now=lambda: clock[0])
    assert apps.given
    assert apps.department_of("svr-app") is None
    written(tmp_path / "apps.json", {"svr-app": "svr"})
    assert apps.department_of("svr-app") == "svr"


def test_a_register_that_was_never_read_says_nothing_of_anybody(tmp_path: Path) -> None:
    """What an app once set must not be taken away because the file came late; an empty one has been read."""
    clock = [0.0]
    apps = Apps(file=tmp_path / "apps.json", now=lambda: clock[0])
    assert not apps.known
    written(tmp_path / "apps.json", {})
    clock[0] += 5
    assert apps.known
    assert Apps({"svr-app": "svr"}).known
    assert not Apps().known
