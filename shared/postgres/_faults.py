"""The world's faults told apart from our own."""

import random
from collections.abc import Iterator

import asyncpg

_CLASSES = (
    "08",  # connection exception
    "28",  # not let in: a changed password is nobody's event's fault
    "53",  # insufficient resources, a full disk (53100) among them
    "57P",  # shut down, starting up, idle session or database gone
    "58",  # system error outside PostgreSQL
)
_CODES = frozenset(
    {
        "25006",  # read only: the connection leads to a server that is no longer the primary
        "25P03",  # idle in transaction for too long
        "25P04",  # transaction took too long
        "3D000",  # the database is not there (yet)
        "40001",  # serialization failure
        "40003",  # outcome of the statement unknown
        "40P01",  # deadlock
        "55P03",  # lock not available
        "57014",  # statement timeout, or cancelled by an operator
    }
)


def is_infrastructure(exc: BaseException) -> bool:
    """True for what the same work may survive when tried again: the world's fault, never a dead letter's reason.

    A broken rule, a wrong type, a missing column or any error of Python is ours and gives False.
    """
    if isinstance(exc, asyncpg.InvalidCachedStatementError | asyncpg.OutdatedSchemaCacheError):
        return True  # a migration ran under a prepared statement; asyncpg has dropped it by now
    if isinstance(exc, asyncpg.PostgresError):
        code = exc.sqlstate or ""
        return code in _CODES or code.startswith(_CLASSES)
    if isinstance(exc, asyncpg.InterfaceError):
        # asyncpg has one class for a connection lost under us and for calling it wrongly; only the text differs.
        text = str(exc)
        return "is closed" in text or "was closed" in text or "is closing" in text
    if isinstance(exc, asyncpg.TargetServerAttributeNotMatched):
        return True  # of several hosts none is the primary just now
    if isinstance(exc, asyncpg.InternalClientError):
        # The server's farewell was read before the connection's end: the next statement finds it broken off. An error
        # where none is awaited is a farewell; any other message out of place may be one record's doing.
        return "cannot switch to state" in str(exc) or "cannot process message 'E'" in str(exc)
    return isinstance(exc, OSError)  # refused, reset, unreachable, name not found, TLS, TimeoutError


def retry_delays(*, first: float = 0.05, cap: float = 5.0) -> Iterator[float]:
    """Seconds to wait before each new try, without end: doubling from `first` up to `cap`, each between half and whole.

    The jitter keeps instances that failed together from coming back together.
    """
    delay = first
    while True:
        yield delay * (0.5 + random.random() / 2)  # noqa: S311 (spreads load, guards nothing)
        delay = min(delay * 2, cap)
