"""Migration files of several folders, before any database is asked."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest

from shared.postgres import Connection, MigrationFailed, _migrations, migrate, pending
from shared.postgres._migrations import _collect, _for_dbmate, _without_secrets

UNREACHABLE = "postgresql://owner:secret@127.0.0.1:1/none"


def _file(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("-- migrate:up\n-- migrate:down\n")
    return path


def test_folders_merge_in_order_of_number(tmp_path: Path) -> None:
    """Every service database needs the floors' tables as well as its own, in one order whatever folder they lie in."""
    own, floor = tmp_path / "own", tmp_path / "floor"
    _file(own, "1000_referrals.sql")
    _file(floor, "0002_inbox.sql")
    _file(floor, "0001_outbox.sql")
    assert [path.name for path in _collect([own, floor]).values()] == [
        "0001_outbox.sql",
        "0002_inbox.sql",
        "1000_referrals.sql",
    ]


async def test_two_files_with_one_number_are_refused(tmp_path: Path) -> None:
    """dbmate would run the first and take the second for done."""
    _file(tmp_path / "a", "0001_outbox.sql")
    _file(tmp_path / "b", "0001_timers.sql")
    with pytest.raises(MigrationFailed, match=r"0001_outbox.sql and 0001_timers.sql"):
        await migrate(UNREACHABLE, [tmp_path / "a", tmp_path / "b"])


@pytest.mark.parametrize("name", ["1_outbox.sql", "outbox.sql", "0001-outbox.sql", "0001_Outbox.sql"])
async def test_a_name_out_of_form_is_refused(tmp_path: Path, name: str) -> None:
    """Numbers of different length would sort differently here and in dbmate."""
    _file(tmp_path / "a", name)
    with pytest.raises(MigrationFailed, match="named like"):
        await pending(UNREACHABLE, [tmp_path / "a"])


def test_what_dbmate_says_never_holds_the_password() -> None:
    """V1: no secret in an error's text, also where the URL had to escape it."""
    url = "postgresql://owner:p%40ss@db.example/referral"
    text = _without_secrets(f"Error: {url} refused p@ss and p%40ss", url)
    assert "p@ss" not in text
    assert "p%40ss" not in text


def test_dbmate_is_told_the_encryption_our_own_connection_agreed_on() -> None:
    """dbmate's driver insists on TLS unless told; a URL that says what it wants keeps it."""
    assert _for_dbmate("postgresql://a:b@h:5/d", encrypted=False) == "postgres://a:b@h:5/d?sslmode=disable"
    assert _for_dbmate("postgresql://a:b@h:5/d", encrypted=True) == "postgres://a:b@h:5/d?sslmode=require"
    assert _for_dbmate("postgresql://h/d?sslmode=verify-full", encrypted=True).endswith("?sslmode=verify-full")


@pytest.mark.parametrize(
    ("words", "tried"),
    [("Error: pq: deadlock detected (40P01)", 3), ('Error: pq: relation "outbox" does not exist (42P01)', 1)],
    ids=["deadlock", "our fault"],
)
async def test_a_migration_that_loses_to_running_services_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, words: str, tried: int
) -> None:
    """Tables are changed while the older build works on them; a file that is wrong is told of at once.

    Before each try what the one before has left of an index is cleared away: its name would pass for a whole one.
    """
    times = cleared = 0

    async def clear_away(connection: object, files: Sequence[Path]) -> None:
        nonlocal cleared
        cleared += 1
        assert files == [built]

    async def dbmate(url: str, files: dict[str, Path]) -> None:
        nonlocal times
        times += 1
        if times < 3:
            raise MigrationFailed(f"Applying: 0089_built.sql\n{words}")

    built = Path("0089_built.sql")
    files = {"0088": Path("0088_there.sql"), "0089": built}
    monkeypatch.setattr(_migrations, "_dbmate", dbmate)
    monkeypatch.setattr(_migrations, "_clear_away", clear_away)
    connection = cast("Connection", None)
    if tried == 1:
        with pytest.raises(MigrationFailed):
            await _migrations._run(connection, UNREACHABLE, files, ["0089_built"])
    else:
        await _migrations._run(connection, UNREACHABLE, files, ["0089_built"])
    assert times == cleared == tried
