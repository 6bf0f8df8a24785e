"""The HTTP door: `POST /events`, `GET /receipts/{id}`, `GET /events/{id}/reach`; the same for every service."""

from collections import Counter
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from shared.contracts.answer import Refused
from shared.contracts.cloudevents import RawReport, read_http
from shared.contracts.report import Report, Reporter
from shared.identity import Caller, Speaker, require
from shared.intake.described import ReachOut, ReceiptOut, report_body
from shared.intake.desk import Desk
from shared.intake.reach import reach_for
from shared.intake.receipts import Receipt
from shared.intake.refusals import count_refused
from shared.intake.view import receipt_for, refusal, shown
from shared.postgres import Pool
from shared.telemetry import Metrics, current_trace_id

_senders = require("app", "coordinator", "manager", "citizen", "relative")

router = APIRouter(tags=["reports"])


@router.post(
    "/events",
    status_code=202,
    summary="Report that something happened (CloudEvents 1.0)",
    responses={202: {"model": ReceiptOut | list[ReceiptOut]}},
    openapi_extra=report_body(batch=True),
    dependencies=[Depends(_senders)],
)
async def post_events(request: Request, sender: Speaker) -> JSONResponse:
    """A CloudEvent, structured, binary or batched. 202 with a receipt; for a batch a list of them in the same order."""
    desk: Desk[Any] = request.app.state.desk
    metrics: Metrics = request.app.state.metrics
    reporter = sender.reporter()
    one: RawReport | None = None
    try:
        raw = read_http(request.headers, await request.body())
        if isinstance(raw, list):
            return JSONResponse(await _batch(desk, metrics, raw, reporter), 202)
        one = raw
        receipt = await desk.take(desk.check(raw, reporter, private_allowed=True))
    except Refused as refused:
        count_refused(metrics, "http", reporter, one, refused, current_trace_id())
        raise
    metrics.reports.labels("http", receipt.status).inc()
    return JSONResponse(shown(receipt), 202)


@router.get("/receipts/{receipt_id}", summary="What became of a report", responses={200: {"model": ReceiptOut}})
async def get_receipt(request: Request, receipt_id: UUID, caller: Speaker) -> dict[str, Any]:
    """For who sent it, and operators."""
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection:
        receipt = await receipt_for(connection, receipt_id, caller)
    if receipt is None:
        raise Refused("not-found", "Svaret på indberetningen findes ikke.", status=404)
    return receipt


@router.get(
    "/events/{event_id}/reach",
    summary="How far the correction of an event has come",
    responses={200: {"model": ReachOut}},
)
async def get_reach(request: Request, event_id: UUID, caller: Caller) -> dict[str, Any]:
    """Of an event this service published, for who reported it or its correction, and operators: how many are told, how
    many of them are reached and how many are not yet, and from how many it is withheld."""
    pool: Pool = request.app.state.pool
    async with pool.acquire() as connection:
        reach = await reach_for(connection, event_id, caller)
    if reach is None:
        raise Refused("not-found", "Der er ingen rettelse at vise.", status=404)
    return reach


async def _batch(
    desk: Desk[Any], metrics: Metrics, raws: list[RawReport | Refused], reporter: Reporter
) -> list[dict[str, Any]]:
    checked: list[Report[Any] | Refused] = []
    for raw in raws:
        try:
            checked.append(raw if isinstance(raw, Refused) else desk.check(raw, reporter, private_allowed=True))
        except Refused as refused:
            checked.append(refused)
    reports = [entry for entry in checked if isinstance(entry, Report)]
    decided = iter(await desk.take_all(reports)) if reports else iter(())
    shown_all = []
    statuses: Counter[str] = Counter()
    for raw, entry in zip(raws, checked, strict=True):
        outcome = next(decided) if isinstance(entry, Report) else entry
        if isinstance(outcome, Receipt):
            statuses[outcome.status] += 1
            shown_all.append(shown(outcome))
            continue
        sent = raw if isinstance(raw, RawReport) else None
        count_refused(metrics, "http", reporter, sent, outcome, current_trace_id())
        source, id_ = (None, None) if sent is None else (sent.source, sent.id)
        shown_all.append(refusal(source, id_, outcome, current_trace_id()))
    for status, count in statuses.items():
        metrics.reports.labels("http", status).inc(count)
    return shown_all
