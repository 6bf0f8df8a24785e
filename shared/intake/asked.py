"""One report whose sender waits to be told, and whose fault it is where that fails."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from asyncpg import LockNotAvailableError, PostgresError, QueryCanceledError

from shared.contracts.answer import Refused
from shared.contracts.report import Report
from shared.intake.receipts import Receipt
from shared.postgres import is_infrastructure

Outcome = Receipt | Refused
"""Accepted, waiting or known before: a receipt."""


@dataclass(slots=True)
class Asked:
    """`begun` says that its turn has come: it is not given up any more."""

    report: Report[Any]
    answer: asyncio.Future[Receipt]
    begun: bool = False

    @property
    def subject(self) -> UUID:
        return self.report.subject

    def tell(self, outcome: Outcome | Exception) -> None:
        if self.answer.done():
            return  # whoever asked has gone
        if isinstance(outcome, Receipt):
            self.answer.set_result(outcome)
        else:
            self.answer.set_exception(outcome)

    def give_up(self) -> None:
        if not self.begun:
            self.tell(TimeoutError())


def is_everybodys(fault: Exception) -> bool:
    """Whether the database is away or full; a lock, a deadlock or a statement that lasts is one citizen's."""
    if isinstance(fault, LockNotAvailableError | QueryCanceledError):
        return False
    if isinstance(fault, PostgresError) and (fault.sqlstate or "").startswith("40"):
        return False
    return is_infrastructure(fault)
