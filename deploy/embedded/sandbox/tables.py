"""What stands in the services' tables: receipts, and the log of what was sent by webhook. Read-only."""

import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from deploy.embedded.sandbox.board import Board
from deploy.embedded.sandbox.lines import BAD, GOOD, WAITS, Line, Problem, Tone, clock

OVERLAP = timedelta(seconds=30)
"""A row can be committed after one that was made later; so far back it is looked again."""

_RECEIPTS = """
SELECT receipt_id, event_id, type, reporter, status, errors, trace_id, created_at FROM receipts
WHERE reporter = ANY($1) AND (created_at > $2 OR receipt_id = ANY($3)) ORDER BY created_at DESC LIMIT 300
"""
_DELIVERIES = """
SELECT d.id, d.recipient, d.event_type, d.status, d.attempts, d.code, d.created_at, d.next_at, d.traceparent,
    (SELECT a.status FROM delivery_attempts a WHERE a.delivery_id = d.id ORDER BY a.at DESC LIMIT 1) AS answered
FROM deliveries d WHERE d.channel = 'webhook' AND (d.created_at > $1 OR d.id = ANY($2))
ORDER BY d.created_at DESC LIMIT 300
"""
_STATUS: Mapping[str, tuple[Tone, str]] = {
    "accepted": ("good", GOOD),
    "waiting": ("waiting", WAITS),
    "refused": ("bad", BAD),
}
_DELIVERY: Mapping[str, tuple[Tone, str]] = {
    "queued": ("waiting", "Står i kø"),
    "delivered": ("good", "Leveret"),
    "given_up": ("bad", "Opgivet"),
    "stopped": ("bad", "Standset"),
}


class Tables:
    """Reads what is new in each service's database. One whose tables are not there yet is passed over."""

    def __init__(self, board: Board, databases: Mapping[str, str]) -> None:
        self._board = board
        self._databases = databases
        self._since = dict.fromkeys(databases, datetime.fromtimestamp(0, UTC))
        self._delivered_since = datetime.fromtimestamp(0, UTC)
        self._waiting: dict[str, set[UUID]] = {service: set() for service in databases}
        self._queued: set[UUID] = set()

    async def look(self, apps: Collection[str]) -> None:
        """Puts what is new on the board."""
        import asyncpg

        for service, address in self._databases.items():
            try:
                connection = await asyncpg.connect(
                    address, timeout=5, server_settings={"default_transaction_read_only": "on"}
                )
            except (OSError, TimeoutError, asyncpg.PostgresError):
                continue
            try:
                await self._receipts(connection, service, apps)
                if service == "notifications":
                    await self._deliveries(connection, apps)
            except asyncpg.PostgresError:
                continue
            finally:
                await connection.close()

    async def _receipts(self, connection: Any, service: str, apps: Collection[str]) -> None:
        waiting = self._waiting[service]
        for row in await connection.fetch(_RECEIPTS, list(apps), self._since[service] - OVERLAP, list(waiting)):
            self._since[service] = max(self._since[service], row["created_at"])
            (waiting.add if row["status"] == "waiting" else waiting.discard)(row["receipt_id"])
            self._board.put(_receipt(row))

    async def _deliveries(self, connection: Any, apps: Collection[str]) -> None:
        for row in await connection.fetch(_DELIVERIES, self._delivered_since - OVERLAP, list(self._queued)):
            self._delivered_since = max(self._delivered_since, row["created_at"])
            (self._queued.add if row["status"] == "queued" else self._queued.discard)(row["id"])
            line = _delivery(row)
            if line.app in apps:
                self._board.put(line)


def _receipt(row: Any) -> Line:
    tone, words = _STATUS[row["status"]]
    problems = tuple(Problem(pointer, detail) for pointer, detail in json.loads(row["errors"]))
    details = (("id", str(row["event_id"])), ("receipt_id", str(row["receipt_id"])))
    key = f"report-{row['event_id']}"
    at = row["created_at"]
    return Line(
        key, row["reporter"], at, "report", row["type"], tone, words, "http", problems, details, "", row["trace_id"]
    )


def _delivery(row: Any) -> Line:
    tone, words = _DELIVERY[row["status"]]
    if row["status"] == "queued" and row["attempts"]:
        tone, words = "bad", f"{_tries(row['attempts'])} mislykket; prøves igen {clock(row['next_at'])}"
    elif row["status"] == "given_up":
        words = f"Opgivet efter {_tries(row['attempts'])}"
    told = [("webhook-id", str(row["id"])), ("forsøg", str(row["attempts"]))]
    told += [("årsag", row["code"])] if row["code"] and row["status"] != "delivered" else []
    told += [("HTTP-status", str(row["answered"]))] if row["answered"] is not None else []
    trace_id = None if row["traceparent"] is None else row["traceparent"].split("-")[1]
    app = str(row["recipient"]).rpartition("/")[2]
    key, at, type_ = f"delivery-{row['id']}", row["created_at"], row["event_type"]
    return Line(key, app, at, "delivery", type_, tone, words, details=tuple(told), trace_id=trace_id)


def _tries(count: int) -> str:
    return f"{count} forsøg"
