"""Where an answer over Kafka goes, and the record it is put into the outbox as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from shared.contracts.answer import FieldError
from shared.contracts.cloudevents import receipt_to_kafka
from shared.contracts.event import SOURCE_PREFIX
from shared.contracts.fact import Fact
from shared.contracts.receipts import ReceiptAccepted, ReceiptError, ReceiptRefused, ReceiptWaiting
from shared.intake.receipts import Status
from shared.messaging.outbox import OUTBOX, put_record_in_outbox
from shared.messaging.topics import intake_topic, receipts_topic
from shared.messaging.unit import Unit

APP_SOURCE = "urn:samspil:app:"
FACTS: Mapping[Status, type[Fact]] = {
    "accepted": ReceiptAccepted,
    "waiting": ReceiptWaiting,
    "refused": ReceiptRefused,
}
"""What an answer over Kafka is, by what became of the report."""


@dataclass(frozen=True, slots=True)
class Place:
    """The record an app wrote. `mark` is what the inbox knows it by; `traceparent` is of the reading of it."""

    topic: str
    partition: int
    offset: int
    mark: UUID
    traceparent: str | None = None

    @property
    def app(self) -> str:
        """Who wrote it: nobody else may write there."""
        return self.topic.removeprefix(intake_topic(""))

    def answer_id(self, status: Status) -> UUID:
        """The same however often the answer is made: one while it waits, one in the end."""
        return uuid5(self.mark, "waiting" if status == "waiting" else "final")

    def kept(self) -> dict[str, Any]:
        """As JSON; `place_from` is the inverse."""
        named = {"topic": self.topic, "partition": self.partition, "offset": self.offset, "mark": str(self.mark)}
        return {**named, "traceparent": self.traceparent}


def place_from(kept: Mapping[str, Any]) -> Place:
    return Place(kept["topic"], kept["partition"], kept["offset"], UUID(kept["mark"]), kept["traceparent"])


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said about one report, as far as it could be read."""

    status: Status
    receipt_id: UUID | None = None
    subject: UUID | None = None
    source: str | None = None
    event_id: UUID | None = None
    errors: Sequence[FieldError] = ()


def has_final_answer(unit: Unit, place: Place) -> bool:
    """Whether this unit brings the record its final answer."""
    return unit.row(OUTBOX, place.answer_id("accepted")) is not None


def answer_at(unit: Unit, service: str, place: Place, answer: Answer, at: datetime) -> None:
    """Puts the answer to the record at `place` into the outbox, on the receipts topic of the app that wrote it."""
    fact = FACTS[answer.status](
        receipt_id=answer.receipt_id,
        # What the app wrote in another one's place is not repeated.
        event_source=answer.source if answer.source == APP_SOURCE + place.app else None,
        event_id=answer.event_id,
        errors=tuple(ReceiptError(pointer=e.pointer[:200], detail=e.detail[:1000]) for e in answer.errors),
        topic=place.topic,
        partition=place.partition,
        offset=place.offset,
    )
    id_ = place.answer_id(answer.status)
    _, value, headers = receipt_to_kafka(
        fact,
        id_=id_,
        source=SOURCE_PREFIX + service,
        time=at,
        subject=answer.subject,
        causationid=answer.event_id,
        traceparent=place.traceparent,
    )
    text = {name: content.decode() for name, content in headers}
    put_record_in_outbox(unit, id_, receipts_topic(place.app), answer.subject, fact.type, value, text)
