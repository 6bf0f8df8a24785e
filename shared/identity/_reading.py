"""The one door to reading for people: a transaction in which the database shows no more than the reader may see.

The second wall. Who may see what is decided in Python where the data are read; a check forgotten there finds nothing,
as the policies (row-level security) compute it again from who reads and the folded involvement.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from uuid import UUID

from shared.contracts.codes import AUTHORITY, OFFERS, RELATIVES_TEAM
from shared.contracts.involvement import READABLE_AFTER_CLOSING
from shared.contracts.report import Reporter
from shared.postgres import READER_SUFFIX, Connection, Pool, transaction

_SAID = ("name", "role", "department", "citizen", "designations", "glass", "about")
_LISTS = ("authority", "relatives_team", "unassessed", "readable_for")
_SETTINGS = ", ".join(
    f"set_config('samspil.{name}', ${number}, true)" for number, name in enumerate((*_SAID, *_LISTS), start=1)
)
_SHOW = f"SELECT set_config('role', session_user || '{READER_SUFFIX}', true), {_SETTINGS}"
_STEP_BACK = "SELECT set_config('role', 'none', true), " + ", ".join(
    f"set_config('samspil.{name}', '', true)" for name in _SAID
)


@asynccontextmanager
async def reading(
    pool: Pool, reader: Reporter, *, breaks_the_glass: bool = False, about: UUID | None = None
) -> AsyncIterator[Connection]:
    """A transaction as `transaction` gives it, in which only what `reader` may see is there.

    `about` names the citizen of a read that is about one alone, which the database then looks up once and not a row.
    """
    async with transaction(pool) as connection:
        await as_reader(connection, reader, breaks_the_glass=breaks_the_glass, about=about)
        yield connection


async def as_reader(
    connection: Connection, reader: Reporter, *, breaks_the_glass: bool = False, about: UUID | None = None
) -> None:
    """From here to the end of the transaction, or to `as_service`, only what `reader` may see is there.

    The role may read and leave a trace in the access log, and write nothing else.
    """
    said = (
        reader.name,
        reader.role,
        reader.department or "",
        "" if reader.citizen_id is None else str(reader.citizen_id),
        ",".join(sorted(map(str, reader.designations))),
        "true" if breaks_the_glass else "",
        "" if about is None else str(about),
    )
    await _in_transaction(connection).execute(_SHOW, *said, *_lists())


async def as_service(connection: Connection) -> None:
    """Back to the service's own role, for what is decided once the reader was seen to see it."""
    await _in_transaction(connection).execute(_STEP_BACK)


def _in_transaction(connection: Connection) -> Connection:
    # Outside one the settings would be gone before the next statement, which would then see everything.
    if not connection.is_in_transaction():
        raise RuntimeError("who reads is said inside a transaction")
    return connection


@cache
def _lists() -> tuple[str, ...]:
    """What the municipality's lists say, as the policies need it; in the order of `_LISTS`."""
    unassessed = sorted(code for code, offer in OFFERS.items() if not offer.needs_decision)
    return AUTHORITY, RELATIVES_TEAM, ",".join(unassessed), f"{READABLE_AFTER_CLOSING.total_seconds()} seconds"
