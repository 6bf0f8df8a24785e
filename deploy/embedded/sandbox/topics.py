"""What stands on Kafka: every record an app wrote to its topic, and every answer it was given."""

import asyncio
import contextlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from deploy.embedded.sandbox.board import Board
from deploy.embedded.sandbox.lines import BAD, GOOD, WAITS, Line, Problem, Tone
from shared.contracts.answer import Refused
from shared.contracts.cloudevents import read_kafka_report

TOPICS = r"^intake\."
_ANSWERS: Mapping[str, tuple[Tone, str]] = {
    "dk.samspil.kvittering.accepteret.v1": ("good", GOOD),
    "dk.samspil.kvittering.venter.v1": ("waiting", WAITS),
    "dk.samspil.kvittering.afvist.v1": ("bad", BAD),
}


class Topics:
    """Follows all apps' topics from their start, and finds the topics of apps that come later."""

    def __init__(self, board: Board, access: Mapping[str, Any]) -> None:
        self._board = board
        self._access = access

    async def follow(self) -> None:
        """Runs until it is cancelled. While Kafka is away it tries again."""
        from aiokafka.errors import KafkaError

        while True:
            with contextlib.suppress(KafkaError, OSError):
                await self._read()
            await asyncio.sleep(1)

    async def _read(self) -> None:
        from aiokafka import AIOKafkaConsumer

        consumer = AIOKafkaConsumer(
            group_id=None,  # it takes nothing from anybody, and leaves no trace on the broker
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            metadata_max_age_ms=2_000,
            **self._access,
        )
        consumer.subscribe(pattern=TOPICS)
        try:
            await consumer.start()
            async for record in consumer:
                for line in lines_of(record):
                    self._board.put(line)
        finally:
            await consumer.stop()


def lines_of(record: Any) -> list[Line]:
    """What one record adds to the page."""
    app, _, kind = str(record.topic).removeprefix("intake.").partition(".")
    at = datetime.fromtimestamp(record.timestamp / 1000, UTC)
    return _answer(app, at, record) if kind == "receipts" else [_report(app, at, record)]


def _report(app: str, at: datetime, record: Any) -> Line:
    place = _place(record.partition, record.offset)
    try:
        raw = read_kafka_report(record.headers, record.value)
    except Refused:
        key = _record_key(record.partition, record.offset)
        return Line(key, app, at, "report", None, "open", "Afventer svar", "kafka", details=place)
    details = (("id", str(raw.id)), *place)
    return Line(_report_key(str(raw.id)), app, at, "report", raw.type, "open", "Afventer svar", "kafka", (), details)


def _answer(app: str, at: datetime, record: Any) -> list[Line]:
    attributes = {name: value.decode("utf-8", "replace") for name, value in record.headers}
    kind = attributes.get("ce_type", "")
    tone, words = _ANSWERS.get(kind, ("open", ""))
    told = json.loads(record.value or b"{}")
    problems = tuple(Problem(error["pointer"], error["detail"]) for error in told.get("errors", ()))
    trace_id = attributes.get("ce_traceparent", "").split("-")[1:2]
    place = _place(told["partition"], told["offset"]) if told.get("offset") is not None else ()
    event = told.get("event_id")
    details = (*((("id", event),) if event else ()), *place)
    key = f"answer-{record.partition}-{record.offset}"
    answer = Line(key, app, at, "answer", kind, tone, "", None, problems, details, trace_id=next(iter(trace_id), None))
    about = _report_key(event) if event else _record_key(told.get("partition"), told.get("offset"))
    return [answer, Line(about, app, at, "report", None, tone, words, "kafka", problems, details, "", answer.trace_id)]


def _report_key(event: str) -> str:
    return f"report-{event}"


def _record_key(partition: int | None, offset: int | None) -> str:
    return f"record-{partition}-{offset}"


def _place(partition: int, offset: int) -> tuple[tuple[str, str], ...]:
    return (("partition", str(partition)), ("offset", str(offset)))
