"""A report over Kafka is one trace from the app to the reading, and its answer stands in it."""

import json
import secrets
from uuid import uuid4

import pytest

from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.intake.writer import Headers, KafkaApp
from tests.integration.ledger import at_rest
from tests.integration.story import SOCIAL
from tests.integration.traces import Span, orphans, roots, services, trace

ALL = {"referral", "kraftcenter", "notifications"}


def _a_trace() -> tuple[str, str]:
    return secrets.token_hex(16), secrets.token_hex(8)


@pytest.mark.parametrize("where", ["the event's own", "Kafka's header", "none"])
async def test_a_reports_journey_over_kafka_is_one_tree(driver: Driver, social: KafkaApp, where: str) -> None:
    """Tracing: the app's trace goes on through intake, outbox and everybody's handling, and into the answer."""
    trace_id, span_id = _a_trace()
    traceparent = f"00-{trace_id}-{span_id}-01"
    citizen = await driver.citizen()
    asked = an_event(SOCIAL, "henvisning.oprettet", citizen, a_referral(str(uuid4())))
    headers: Headers = [("traceparent", traceparent.encode())] if where == "Kafka's header" else []
    told = {"traceparent": traceparent} if where == "the event's own" else {}
    at = await social.binary({**asked, **told}, headers=headers)
    answer = await social.final(at)
    assert answer.kind == "accepteret"
    found = answer.headers["ce_traceparent"].split("-")[1]
    assert (found == trace_id) == (where != "none")
    assert answer.headers["traceparent"].split("-")[1] == found
    receipt = await driver.receipt(SOCIAL, "referral", answer.data["receipt_id"])
    assert receipt["trace_id"] == found
    await at_rest(driver)

    def complete(spans: list[Span]) -> bool:
        return services(spans) == ALL and len(_named(spans, "process notifications.events")) == 2

    spans = await trace(driver, found, complete)
    if where == "none":
        assert [span["name"] for span in roots(spans)] == [f"process {social.topic}"]
        assert orphans(spans) == []
    else:
        assert roots(spans) == []
        assert {span["parentId"] for span in orphans(spans)} == {span_id}
    for name in (f"process {social.topic}", "send referral.events", f"send {social.topic}.receipts"):
        assert len(_named(spans, name)) == 1, name
    assert citizen not in json.dumps(spans)


async def test_a_refused_record_is_a_trace_too(driver: Driver, social: KafkaApp) -> None:
    """Tracing: who asks why a report was refused finds it by the trace that the answer names."""
    trace_id, span_id = _a_trace()
    at = await social.raw(b"nothing", b"{", headers=[("traceparent", f"00-{trace_id}-{span_id}-01".encode())])
    answer = await social.final(at)
    assert answer.headers["ce_traceparent"].split("-")[1] == trace_id
    spans = await trace(driver, trace_id, lambda found: bool(_named(found, f"send {social.topic}.receipts")))
    assert services(spans) == {"referral"}
    assert {span["parentId"] for span in orphans(spans)} == {span_id}


def _named(spans: list[Span], name: str) -> list[Span]:
    return [span for span in spans if span.get("name") == name]
