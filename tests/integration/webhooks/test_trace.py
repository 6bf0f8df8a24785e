"""The delivery is part of the report's trace, and says nothing of whom it is about or where it went."""

import json
from urllib.parse import urlsplit
from uuid import uuid4

from tests.integration.driver import Driver, a_referral
from tests.integration.traces import Span, trace
from tests.integration.webhooks.hooks import listening
from tests.integration.webhooks.receiver import Receiver

APP = "kraftcenter-app"


async def test_the_delivery_continues_the_reports_trace(driver: Driver) -> None:
    """Tracing, V1: from the report to the app's address in one trace; our codes and ids on the span, no citizen, and
    neither address nor host of the receiver."""
    async with Receiver.open() as receiver, listening(driver, APP, f"{receiver.url}?egen=hemmelig"):
        citizen = await driver.citizen()
        data = a_referral(str(uuid4()))
        receipt = await driver.accepted("socialpsykiatri-app", "referral", "henvisning.oprettet", citizen, data)
        await receiver.until(lambda r: bool(r.about(referral_id=data["referral_id"])))
        (got,) = receiver.about(referral_id=data["referral_id"])
        spans = await trace(driver, receipt["trace_id"], lambda found: bool(_deliveries(found)))
        (delivery,) = _deliveries(spans)
        assert delivery["traceId"] == got.headers["traceparent"].split("-")[1]
        assert delivery["id"] == got.headers["traceparent"].split("-")[2]
        assert delivery["parentId"] in {span["id"] for span in spans}
        said = {name: delivery["tags"][name] for name in delivery["tags"] if name.startswith("samspil.")}
        assert said["samspil.notice_id"] == got.id
        assert (said["samspil.channel"], said["samspil.outcome"]) == ("webhook", "delivered")
        text = json.dumps(delivery)
        for secret in (citizen, "hemmelig", str(urlsplit(receiver.url).port), "/hook"):
            assert secret not in text


def _deliveries(spans: list[Span]) -> list[Span]:
    return [span for span in spans if span.get("name") == "deliver webhook"]
