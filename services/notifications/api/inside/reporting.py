"""Reports, previews and looks of the pages at this very service."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID

from fastapi import FastAPI

from services.notifications import handlers
from services.notifications.domain.rules import Rules
from services.notifications.domain.shown import Preview
from services.notifications.handlers import Why
from shared.contracts import Refused, Reporter
from shared.contracts.cloudevents import RawReport
from shared.contracts.codes import Channel
from shared.contracts.reading import read_report
from shared.http import Access, AccessLog, LoadOut, Page, SpotChecks, SpotChecksOut, shown_to
from shared.identity import Actor, Outcome, PurposeCode
from shared.intake.receipts import Receipt
from shared.intake.refusals import count_refused
from shared.telemetry import current_trace_id

_SOURCE = "urn:samspil:web"
_SERVICE = "notifications"


class Inside:
    """See `web.parts.Inside`."""

    def __init__(self, app: FastAPI) -> None:
        self._state = app.state

    async def preview(self, reader: Reporter, event: Mapping[str, Any]) -> Preview:
        state = self._state
        own = reader.role in ("citizen", "relative")
        why = Why((PurposeCode.OWN if own else PurposeCode.CASEWORK).value)
        report = read_report(_raw(event), reader, private_allowed=True)
        return await handlers.preview(
            report, why, datetime.now(UTC), state.reads, state.ruling.now, state.listening.now
        )

    async def report(self, reporter: Reporter, event: Mapping[str, Any]) -> Receipt:
        state, raw = self._state, _raw(event)
        try:
            receipt: Receipt = await state.desk.take(state.desk.check(raw, reporter, private_allowed=True))
        except Refused as refused:
            count_refused(state.metrics, "http", reporter, raw, refused, current_trace_id())
            raise
        state.metrics.reports.labels("http", receipt.status).inc()
        return receipt

    async def access_log(
        self, citizen: Actor, citizen_id: UUID, *, others: bool, cursor: str | None, limit: int
    ) -> Page[Access]:
        if citizen.citizen_id != citizen_id or citizen.role != "citizen":
            raise Refused("not-found", "Borgeren findes ikke, eller du har ikke adgang.", status=404)
        state = self._state
        log = AccessLog(_SERVICE, state.pool, state.keyring)
        return await log.page(citizen, citizen_id, others=others, cursor=cursor, limit=limit)

    def channels(self) -> Mapping[str, str | None]:
        rules: Rules = self._state.ruling.now
        return {code: rules.contacts.get(code) for code in sorted(rules.channels, key=get_args(Channel).index)}

    async def load(self, manager: Actor) -> list[LoadOut]:
        return shown_to(manager.department, await self._state.load(self._state.pool), ("unread", "unanswered"))

    async def spot_checks(self, manager: Actor, month: str | None, cursor: str | None, limit: int) -> SpotChecksOut:
        return await self._checks().of(manager, month, cursor, limit)

    async def looked_at(self, manager: Actor, access_id: int, outcome: Outcome) -> None:
        await self._checks().found(manager, access_id, outcome)

    def _checks(self) -> SpotChecks:
        return SpotChecks(_SERVICE, self._state.pool, self._state.keyring)


def _raw(event: Mapping[str, Any]) -> RawReport:
    return RawReport(
        UUID(str(event["id"])),
        _SOURCE,
        str(event["type"]),
        UUID(str(event["subject"])),
        datetime.fromisoformat(str(event["time"])),
        dict(event["data"]),
    )
