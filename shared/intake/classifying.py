"""Whose a record on an app's topic is: told from the record alone, so that every service comes to the same answer."""

from dataclasses import dataclass

from shared.contracts.answer import Refused
from shared.contracts.cloudevents import RawReport, read_kafka_report
from shared.contracts.cloudevents.attributes import valid_traceparent
from shared.contracts.fact import fact_of
from shared.messaging.record import Record
from shared.messaging.tracing import TRACEPARENT

NOBODYS = "referral"
"""Who answers what no service owns."""


@dataclass(frozen=True, slots=True)
class Classified:
    """`owner` answers the record, all others pass it over. `fault` is why nobody can decide on it.

    `raw` is the report, None where it could not be read; `traceparent` the trace it came in, where it names one.
    """

    owner: str
    raw: RawReport | None
    fault: Refused | None
    traceparent: str | None


def classify(record: Record) -> Classified:
    """The service that owns the type decides; what is no CloudEvent about its key, or of a type nobody owns, nobody."""
    told = valid_traceparent(record.header("ce_traceparent")) or valid_traceparent(record.header(TRACEPARENT))
    try:
        raw = read_kafka_report(record.headers, record.value)
    except Refused as fault:
        return Classified(NOBODYS, None, fault, told)
    told = raw.traceparent or told
    if record.subject != raw.subject:
        detail = "Nøglen (key) skal være den samme UUID som subject."
        return Classified(NOBODYS, raw, Refused("invalid-event", detail, pointer="/subject"), told)
    fact = fact_of(raw.type)
    if fact is None or fact.owner == "intake":
        problem = "unknown-type" if fact is None else "not-reportable"
        detail = "Typen findes ikke i kataloget." if fact is None else "Denne type danner kun Samspil selv."
        return Classified(NOBODYS, raw, Refused(problem, detail, pointer="/type"), told)
    return Classified(fact.owner, raw, None, told)
