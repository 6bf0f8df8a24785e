"""Notifications of PostgreSQL that never arrive."""

from typing import Any

from tests.sabotage.inside.switch import look


def _dropped(asyncpg_connection: Any) -> None:
    real = asyncpg_connection.Connection._process_notification

    def process_notification(self: Any, *arguments: Any) -> None:
        if look("deaf") is None:
            real(self, *arguments)

    asyncpg_connection.Connection._process_notification = process_notification


WRAPS = {"asyncpg.connection": _dropped}
