"""`samspil topics` holds the register while what it read there is being made so."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from deploy.cli import prepare
from deploy.embedded.part import CannotStart
from deploy.register import Register


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Register:
    path = tmp_path / "apps.json"
    path.write_text('{"skole": {"department": "svr"}}')
    monkeypatch.setenv("SAMSPIL_KAFKA_BOOTSTRAP", "broker:9092")
    monkeypatch.setenv("SAMSPIL_KAFKA_ADMIN_USERNAME", "root")
    monkeypatch.setenv("SAMSPIL_KAFKA_ADMIN_PASSWORD", "word")
    monkeypatch.setenv("SAMSPIL_APPS_FILE", str(path))
    return Register(path)


def _run(monkeypatch: pytest.MonkeyPatch, register: Register, *arguments: str) -> tuple[list[bool], Any]:
    """Whether the register was held at each time something was applied, and what came of the command."""
    held: list[bool] = []

    def apply(cluster: object, apps: Iterable[str], **_: object) -> list[object]:
        assert list(apps) == ["skole"]
        try:
            with register.held():
                held.append(False)
        except BlockingIOError:
            held.append(True)
        return []

    monkeypatch.setattr("shared.messaging.topics_admin.apply", apply)
    app = typer.Typer()
    prepare.add_to(app)
    return held, CliRunner().invoke(app, ["topics", *arguments])


@pytest.mark.parametrize("arguments", [(), ("--prune",)], ids=["apply", "prune"])
def test_nobody_changes_apps_while_rights_are_made(
    arguments: tuple[str, ...], register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An app added meanwhile would lose its rights, one removed would get them back; afterwards anybody may."""
    held, result = _run(monkeypatch, register, *arguments)
    assert (held, result.exit_code) == ([True], 0)
    with register.held():
        held, result = _run(monkeypatch, register, *arguments)
    assert (held, type(result.exception)) == ([], CannotStart)
    assert "en anden er i gang" in str(result.exception)


def test_a_look_holds_nobody_back(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--check` changes nothing, and may run while somebody adds an app."""
    with register.held():
        held, result = _run(monkeypatch, register, "--check")
    assert (held, result.exit_code) == ([True], 0)
    assert _run(monkeypatch, register, "--check")[0] == [False]


def test_a_list_of_apps_needs_no_lock(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """SAMSPIL_APPS is nobody's to change while it runs."""
    monkeypatch.delenv("SAMSPIL_APPS_FILE")
    monkeypatch.setenv("SAMSPIL_APPS", "skole=svr")
    assert _run(monkeypatch, register)[0] == [False]
