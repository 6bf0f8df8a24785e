"""The file in which the services read the apps."""

import json
import stat
from pathlib import Path

import pytest

from deploy.register import Register, Unreadable
from shared.identity import Apps


def test_what_is_written_is_what_the_services_read(tmp_path: Path) -> None:
    """One form, two sides: the commands write it, `shared.identity` reads it, also while everything runs."""
    register = Register(tmp_path / "apps.json")
    register.put({"skole": "svr"})
    apps = Apps(file=register.path)
    assert apps.all() == register.all() == {"skole": "svr"}
    register.put({"kunst": "sel82"})
    assert apps.department_of("kunst") == "sel82"
    assert register.take("skole")
    assert register.all() == {"kunst": "sel82"}


def test_a_service_of_another_user_may_read_it(tmp_path: Path) -> None:
    """There is no secret in it, and a container's user is not the administrator's."""
    register = Register(tmp_path / "apps.json")
    register.put({"skole": "svr"})
    assert stat.S_IMODE(register.path.stat().st_mode) == 0o644


def test_it_is_put_in_place_whole(tmp_path: Path) -> None:
    """A service that looks in the middle finds the old file or the new one."""
    register = Register(tmp_path / "apps.json")
    register.put({"skole": "svr"})
    with register.path.open() as before:
        register.put({"kunst": "sel82"})
        assert json.load(before) == {"skole": {"department": "svr"}}
    assert [path.name for path in tmp_path.iterdir()] == ["apps.json"]


def test_what_else_stands_in_an_entry_is_kept(tmp_path: Path) -> None:
    """A newer version's field survives an older command."""
    register = Register(tmp_path / "apps.json")
    register.path.write_text('{"skole": {"department": "svr", "contact": "x"}}')
    register.put({"kunst": "sel82", "skole": "svr"})
    assert json.loads(register.path.read_text())["skole"] == {"department": "svr", "contact": "x"}


def test_nothing_is_written_where_nothing_changes(tmp_path: Path) -> None:
    """The services look at the file anew whenever it was written."""
    register = Register(tmp_path / "apps.json")
    register.put({"skole": "svr"})
    before = register.path.stat().st_ino
    register.put({"skole": "svr"})
    assert not register.take("kunst")
    assert register.path.stat().st_ino == before


@pytest.mark.parametrize("text", ["", "[]", '{"skole": "svr"}', '{"skole": {}}', '{"skole": {"department": 1}}'])
def test_what_is_no_register_is_neither_read_nor_written_over(tmp_path: Path, text: str) -> None:
    """Half a register would lock apps out."""
    register = Register(tmp_path / "apps.json")
    register.path.write_text(text)
    for attempt in (register.all, lambda: register.put({"skole": "svr"}), lambda: register.take("skole")):
        with pytest.raises(Unreadable):
            attempt()
    assert register.path.read_text() == text


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    """Before anything else is done, whoever changes apps finds out that the register cannot be kept."""
    with pytest.raises(OSError, match="No such file"), Register(tmp_path / "no" / "apps.json").held():
        pass
