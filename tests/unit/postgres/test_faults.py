"""What is tried again, and what is nobody's fault but ours."""

from itertools import islice

import asyncpg
import pytest
from asyncpg import exceptions

from shared.postgres import is_infrastructure, retry_delays


@pytest.mark.parametrize(
    "exc",
    [
        exceptions.ConnectionDoesNotExistError("gone"),
        exceptions.SerializationError("again"),
        exceptions.DeadlockDetectedError("again"),
        exceptions.DiskFullError("full"),
        exceptions.TooManyConnectionsError("full"),
        exceptions.AdminShutdownError("stopping"),
        exceptions.CrashShutdownError("stopping"),
        exceptions.CannotConnectNowError("starting"),
        exceptions.IdleInTransactionSessionTimeoutError("frozen"),
        exceptions.QueryCanceledError("statement timeout"),
        exceptions.LockNotAvailableError("held"),
        exceptions.ReadOnlySQLTransactionError("standby"),
        exceptions.InvalidPasswordError("changed"),
        exceptions.InvalidCachedStatementError("migrated"),
        asyncpg.InterfaceError("cannot perform operation: connection is closed"),
        asyncpg.InterfaceError("pool is closing"),
        asyncpg.InternalClientError("cannot switch to state 14; another operation (8) is in progress"),
        asyncpg.InternalClientError("cannot process message 'E': protocol is in an unexpected state 2."),
        exceptions.TargetServerAttributeNotMatched("no primary"),
        ConnectionRefusedError(111, "refused"),
        TimeoutError(),
    ],
    ids=lambda exc: type(exc).__name__,
)
def test_the_world_s_faults_are_tried_again(exc: Exception) -> None:
    """Reading: infrastructure failure is rolled back and tried again for as long as it takes, never a dead letter."""
    assert is_infrastructure(exc)


@pytest.mark.parametrize(
    "exc",
    [
        exceptions.UniqueViolationError("ours"),
        exceptions.CheckViolationError("ours"),
        exceptions.UndefinedColumnError("ours"),
        exceptions.InvalidTextRepresentationError("ours"),
        exceptions.InsufficientPrivilegeError("ours"),
        asyncpg.InterfaceError("cannot perform operation: another operation is in progress"),
        asyncpg.InterfaceError("connection has been released back to the pool"),
        asyncpg.InternalClientError("cannot process message 'D': protocol is in an unexpected state 2."),
        asyncpg.InternalClientError("no binary format encoder for type int4 (OID 23)"),
        ValueError("ours"),
        KeyError("ours"),
    ],
    ids=lambda exc: type(exc).__name__,
)
def test_our_own_faults_are_not_retried_for_ever(exc: Exception) -> None:
    """Reading: what cannot be handled is a fault of ours; retrying it for ever would stop every citizen behind it."""
    assert not is_infrastructure(exc)


def test_waiting_doubles_with_jitter_and_stays_below_its_cap() -> None:
    """Retry: never at once, never longer than the cap, and not in step with the neighbours."""
    delays = list(islice(retry_delays(first=0.1, cap=2.0), 50))
    assert all(0.05 <= delay <= 2.0 for delay in delays)
    assert all(1.0 <= delay <= 2.0 for delay in delays[5:])
    assert len(set(delays[5:])) > 30
