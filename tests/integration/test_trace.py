"""A report's journey is one trace, readable in Zipkin, with nobody's identity in it."""

import json

from tests.integration.driver import Driver
from tests.integration.inboxes import listed
from tests.integration.ledger import at_rest
from tests.integration.story import Story, until
from tests.integration.traces import Span, orphans, roots, services, trace

ALL = {"referral", "kraftcenter", "notifications"}


def _named(spans: list[Span], service: str, name: str) -> list[Span]:
    return [s for s in spans if s["localEndpoint"]["serviceName"] == service and s.get("name", "") == name]


async def test_a_reports_journey_is_one_tree_over_all_services(driver: Driver) -> None:
    """Tracing: from the door through outbox, Kafka and handlers to the reading: one root, and every parent is there."""
    story = Story(driver, await driver.citizen())
    await story.ask()
    await story.accept()
    await at_rest(driver)
    receipt = await story.start()
    assert receipt["status"] in ("accepted", "published")

    async def started() -> object:
        found = await listed(driver, "mette", story.citizen)
        return [notice for notice in found if notice["event_type"].endswith("startet.v1")]

    (notice,) = await until(started)
    assert notice["trace_id"] == receipt["trace_id"]
    await driver.client.post(
        f"{driver.endpoints['notifications']}/inbox/{notice['notice_id']}/read", headers=await driver.bearer("mette")
    )
    await at_rest(driver)

    def complete(spans: list[Span]) -> bool:
        heard_of_reading = _named(spans, "referral", "process notifications.events")
        return services(spans) == ALL and len(heard_of_reading) == 2

    spans = await trace(driver, receipt["trace_id"], complete)
    assert [(s["localEndpoint"]["serviceName"], s["kind"]) for s in roots(spans)] == [("kraftcenter", "SERVER")]
    assert orphans(spans) == []
    assert len({span["id"] for span in spans}) == len(spans)
    # indsats.startet, the referral's answer to it, its delivery, and the reading.
    for service, name, times in (
        ("kraftcenter", "send kraftcenter.events", 1),
        ("referral", "process kraftcenter.events", 1),
        ("notifications", "process kraftcenter.events", 1),
        ("referral", "send referral.events", 1),
        ("kraftcenter", "process referral.events", 1),
        ("notifications", "process referral.events", 1),
        ("notifications", "notice read", 1),
        ("notifications", "send notifications.events", 2),
        ("kraftcenter", "process notifications.events", 2),
    ):
        assert len(_named(spans, service, name)) == times, (service, name)
    text = json.dumps(spans).lower()
    assert story.citizen not in text
    assert story.citizen.replace("-", "") not in text
    assert "prøve" not in text


async def test_the_apps_own_trace_goes_on(driver: Driver) -> None:
    """W3C Trace Context: where the app sends a `traceparent`, the report's journey is part of the app's trace."""
    trace_id, span_id = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
    story = Story(driver, await driver.citizen())
    driver.client.headers["traceparent"] = f"00-{trace_id}-{span_id}-01"
    try:
        receipt = await story.ask()
    finally:
        del driver.client.headers["traceparent"]
    assert receipt["trace_id"] == trace_id
    spans = await trace(driver, trace_id, lambda found: services(found) == ALL)
    assert roots(spans) == []
    assert {span["parentId"] for span in orphans(spans)} == {span_id}
