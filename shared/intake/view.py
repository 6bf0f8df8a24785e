"""What the sender of a report may see of its receipt."""

from typing import Any
from uuid import UUID

from shared.contracts.answer import Refused
from shared.contracts.codes import DEPARTMENTS, RELATIVES_TEAM
from shared.contracts.involvement import Involvement
from shared.identity import Actor
from shared.intake.receipts import Receipt, receipt_by_id
from shared.postgres import Connection

_UNSENT = "SELECT EXISTS (SELECT FROM outbox WHERE id = ANY($1::uuid[]))"
_TOLD = """
SELECT t.recipient_kind, NULLIF(t.department, '') AS department, t.channel, bool_or(t.read) AS read
FROM receipt_told t JOIN receipt_events e USING (event_id) WHERE e.receipt_id = $1
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


def shown(receipt: Receipt, *, status: str | None = None, told: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The receipt as the interface promises it."""
    return {
        "receipt_id": str(receipt.receipt_id),
        "event_source": receipt.source,
        "event_id": str(receipt.event_id),
        "status": status or receipt.status,
        "published": [{"id": id_, "type": type_} for id_, type_ in receipt.published],
        "told": told or [],
        "hints": list(receipt.hints),
        "errors": [{"pointer": e.pointer, "detail": e.detail} for e in receipt.errors],
        "trace_id": receipt.trace_id,
    }


def refusal(source: str | None, id_: UUID | None, refused: Refused, trace_id: str | None) -> dict[str, Any]:
    """A refused element of a batch, in the shape of a receipt: nothing of it is stored, so it has no receipt id."""
    errors = [{"pointer": e.pointer, "detail": e.detail} for e in refused.errors]
    return {
        "receipt_id": None,
        "event_source": source,
        "event_id": None if id_ is None else str(id_),
        "status": "refused",
        "published": [],
        "told": [],
        "hints": [],
        "errors": errors or [{"pointer": "", "detail": refused.detail}],
        "trace_id": trace_id,
        **({} if refused.legal_moves is None else {"legal_moves": list(refused.legal_moves)}),
    }


async def receipt_for(connection: Connection, receipt_id: UUID, actor: Actor) -> dict[str, Any] | None:
    """The receipt with what has come of it; None where it is not this actor's (an operator sees all)."""
    receipt = await receipt_by_id(connection, receipt_id)
    if receipt is None or not await may_see(connection, receipt, actor):
        return None
    told = [dict(row) for row in await connection.fetch(_TOLD, receipt.receipt_id)]
    if actor.has("app", "relative"):
        told = _for_outsiders(told, receipt, await _involvement(connection, receipt), actor)
    published = receipt.status == "accepted" and not await _unsent(connection, receipt)
    return shown(receipt, status="published" if published else None, told=told)


async def may_see(connection: Connection, receipt: Receipt, actor: Actor) -> bool:
    """Whether the report was this actor's; a relative's is no more when their designation stands no more (P2)."""
    if "operator" in actor.roles:
        return True
    if receipt.reporter != actor.reporter().name:
        return False
    if not actor.has("relative"):
        return True
    return any(d.id in actor.designations for d in (await _involvement(connection, receipt)).standing())


async def _involvement(connection: Connection, receipt: Receipt) -> Involvement:
    text = await connection.fetchval("SELECT involvement FROM subjects WHERE subject = $1", receipt.subject)
    return Involvement.load(text)


def _for_outsiders(
    told: list[dict[str, Any]], receipt: Receipt, involvement: Involvement, actor: Actor
) -> list[dict[str, Any]]:
    """What an app or a relative may learn of who was told.

    That a relative, or the relatives' team outside its own loops, was told would tell an app of a designation; which
    departments the citizen has to do with beyond this loop is none of a relative's business (I2).
    """
    seen = set() if receipt.loop is None else set(involvement.parties(receipt.loop))
    if actor.has("app"):
        seen |= set(DEPARTMENTS) - {RELATIVES_TEAM}
    return [t for t in told if t["department"] in seen]


async def _unsent(connection: Connection, receipt: Receipt) -> bool:
    return bool(await connection.fetchval(_UNSENT, [id_ for id_, _ in receipt.published]))
