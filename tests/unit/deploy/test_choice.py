"""What a stack is started with beyond the ordinary, and who must know of it later."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.cli.commands import app
from deploy.embedded.choice import Choice
from deploy.embedded.kafka.quorum import directory_ids
from deploy.embedded.layout import Layout


@pytest.mark.parametrize("choice", [Choice(), Choice("keycloak"), Choice(sandbox=True), Choice(brokers=3)])
def test_a_choice_is_remembered_for_the_commands_that_look_at_the_stack(tmp_path: Path, choice: Choice) -> None:
    """`samspil status` and `samspil apps` ask the stack that runs, not the one that might."""
    layout = Layout(tmp_path)
    layout.make()
    choice.remember(layout)
    assert Choice.of(layout) == choice


def test_without_a_word_it_is_the_small_issuer_and_no_sandbox(tmp_path: Path) -> None:
    """A stack that was never started, or by an older version, is an ordinary one."""
    assert Choice.of(Layout(tmp_path)) == Choice("issuer", False)


def test_a_stack_in_the_background_is_given_the_same_choice() -> None:
    """`samspil up --detach` starts itself anew, with the same words."""
    assert Choice().arguments() == []
    assert Choice("keycloak", True, 3).arguments() == ["--identity", "keycloak", "--brokers", "3", "--sandbox"]


def test_an_unknown_issuer_is_a_slip_of_the_keyboard() -> None:
    """The command says which there are, and starts nothing."""
    ended = CliRunner().invoke(app, ["up", "--identity", "keycloack"])
    assert ended.exit_code == 2
    assert "issuer, keycloak" in ended.output


def test_two_brokers_are_refused() -> None:
    """Two would stand still with the loss of either: the command says which numbers there are, and starts nothing."""
    ended = CliRunner().invoke(app, ["up", "--brokers", "2"])
    assert ended.exit_code == 2
    assert "1 eller 3" in ended.output


def test_another_number_of_brokers_than_the_data_are_for_is_refused_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of a stack in the background, whose own words nobody sees: it is not begun."""
    layout = Layout(tmp_path)
    layout.make()
    directory_ids(layout, 3)
    monkeypatch.setenv("SAMSPIL_STACK", str(tmp_path))
    ended = CliRunner().invoke(app, ["up", "--detach", "--brokers", "1"])
    assert ended.exit_code == 1
    assert "til 3 brokere" in str(ended.exception)
    assert not layout.state.exists()
