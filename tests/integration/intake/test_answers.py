"""What an app hears back of each record it wrote."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from deploy.embedded.stack import Stack
from tests.integration.driver import Driver, a_goal, a_referral, a_start, an_event
from tests.integration.intake.writer import At, Headers, KafkaApp
from tests.integration.ledger import at_rest
from tests.integration.story import KRAFT, SOCIAL, until

JSON: Headers = [("content-type", b"application/json")]
STRUCTURED: Headers = [("content-type", b"application/cloudevents+json")]


def asked(citizen: str, app: str = SOCIAL, **data: Any) -> dict[str, Any]:
    return an_event(app, "henvisning.oprettet", citizen, a_referral(str(uuid4()), **data))


@pytest.mark.parametrize("mode", ["binary", "structured"])
async def test_an_accepted_report(driver: Driver, social: KafkaApp, mode: str) -> None:
    """Reports in: decided as over HTTP, published, and answered with the receipt that can be looked up."""
    event = asked(await driver.citizen())
    at = await (social.binary(event) if mode == "binary" else social.structured(event))
    answer = await social.final(at)
    assert (answer.kind, answer.service, answer.key) == ("accepteret", "referral", event["subject"])
    said = answer.data
    assert (said["event_source"], said["event_id"], said["errors"]) == (event["source"], event["id"], [])
    assert answer.headers["ce_causationid"] == event["id"]
    receipt = await driver.receipt(SOCIAL, "referral", said["receipt_id"])
    assert (receipt["event_id"], receipt["status"] in ("accepted", "published")) == (event["id"], True)
    await at_rest(driver)
    assert social.kinds(at) == ["accepteret"]


async def test_a_report_that_waits_is_answered_twice(driver: Driver, social: KafkaApp, kraft: KafkaApp) -> None:
    """Hearing before judging: `venter` at once, the final answer in the transaction that brings what it waits for."""
    citizen, referral = await driver.citizen(), str(uuid4())
    start = an_event(KRAFT, "indsats.startet", citizen, a_start(str(uuid4()), referral))
    waiting = await kraft.binary(start)
    first = await kraft.waits(waiting)
    again = await kraft.binary(start)
    assert (await kraft.waits(again)).data["receipt_id"] == first.data["receipt_id"]
    asking = await social.binary(an_event(SOCIAL, "henvisning.oprettet", citizen, a_referral(referral)))
    assert (await social.final(asking)).kind == "accepteret"
    accepting = {"referral_id": referral, "by_department": "kraftcenter"}
    await kraft.binary(an_event(KRAFT, "henvisning.accepteret", citizen, accepting))
    for at in (waiting, again):
        assert (await kraft.final(at)).data["receipt_id"] == first.data["receipt_id"]
    await at_rest(driver)
    assert [kraft.kinds(at) for at in (waiting, again)] == [["venter", "accepteret"]] * 2
    late = await kraft.binary(start)
    assert (await kraft.final(late)).data["receipt_id"] == first.data["receipt_id"]
    assert kraft.kinds(late) == ["accepteret"]


async def test_a_report_that_waits_over_http_and_is_repeated_here(driver: Driver, kraft: KafkaApp) -> None:
    """One code path: the same report by both doors has one receipt, and the record gets its final answer too."""
    start = an_event(KRAFT, "indsats.startet", await driver.citizen(), a_start(str(uuid4()), str(uuid4())))
    (receipt,) = await driver.batch(KRAFT, "kraftcenter", [start])
    assert receipt["status"] == "waiting"
    at = await kraft.binary(start)
    assert (await kraft.waits(at)).data["receipt_id"] == receipt["receipt_id"]
    answer = await kraft.final(at)
    assert (answer.kind, answer.pointers) == ("afvist", [""])
    assert kraft.kinds(at) == ["venter", "afvist"]
    refused = await driver.receipt(KRAFT, "kraftcenter", receipt["receipt_id"])
    assert (refused["status"], refused["errors"]) == ("refused", answer.data["errors"])


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"from_department": "kraftcenter"}, "/data/from_department"),
        ({"offer": "findes-ikke"}, "/data/offer"),
        ({"private": {"note": "fortroligt"}}, "/data/private"),
    ],
    ids=["another department", "a code on no list", "private"],
)
async def test_a_refused_report_has_its_errors(
    driver: Driver, social: KafkaApp, change: dict[str, Any], pointer: str
) -> None:
    """Reports in: refused with the errors HTTP gives; words and contacts are for HTTP alone. Nothing is stored."""
    citizen = await driver.citizen()
    at = await social.binary(asked(citizen, **change))
    answer = await social.final(at)
    assert (answer.kind, answer.service, answer.data["receipt_id"]) == ("afvist", "referral", None)
    assert pointer in answer.pointers
    assert "fortroligt" not in json.dumps(answer.data)
    async with driver.database("referral") as database:
        assert await database.fetchval("SELECT count(*) FROM receipts WHERE subject = $1", citizen) == 0


async def test_a_refusal_leaves_a_line_at_either_door(driver: Driver, stack: Stack, social: KafkaApp) -> None:
    """Operations: who asks why an app is refused finds app, type, problem, field and door in the log; no citizen."""
    event = asked(await driver.citizen(), offer="findes-ikke")
    answer = await social.final(await social.binary(event))
    (refused,) = await driver.batch(SOCIAL, "referral", [event])
    traces = {"kafka": answer.headers["ce_traceparent"].split("-")[1], "http": refused["trace_id"]}
    for door, trace_id in traces.items():

        async def told(trace_id: str = trace_id) -> list[str]:
            lines = (stack.layout.logs / "referral.log").read_text(encoding="utf-8").splitlines()
            return [line for line in lines if trace_id in line and "a report was refused" in line]

        (text,) = await until(told)
        line = json.loads(text)
        assert event["subject"] not in text
        assert (line["app"], line["type"], line["problem"]) == (SOCIAL, event["type"], "invalid-data")
        assert (line["door"], line["pointers"]) == (door, ["/data/offer"])


async def test_the_same_id_with_other_content_is_a_conflict(driver: Driver, social: KafkaApp) -> None:
    """MedCom: as over HTTP; without a field to point at, the error says it in words."""
    event = asked(await driver.citizen())
    first = await social.binary(event)
    other = await social.binary({**event, "time": "2026-11-22T10:00:00+01:00"})
    assert (await social.final(first)).kind == "accepteret"
    answer = await social.final(other)
    assert (answer.kind, answer.pointers) == ("afvist", ["/id"])


async def test_another_ones_source_is_refused_and_not_repeated(driver: Driver, social: KafkaApp) -> None:
    """Identity: an app is who writes to its topic; what it calls itself in another's name is not said back."""
    answer = await social.final(
        await social.binary({**asked(await driver.citizen()), "source": "urn:samspil:app:andre"})
    )
    assert (answer.kind, answer.pointers, answer.data["event_source"]) == ("afvist", ["/source"], None)


Spoilt = tuple[bytes | None, bytes | None, Headers]
UNREADABLE: dict[str, Callable[[dict[str, Any]], Spoilt]] = {
    "nothing": lambda event: (b"", None, []),
    "bytes that are no text": lambda event: (b"\xff\xfe", b"\xff\xfe\x00", [("ce_type", b"\xff")]),
    "broken JSON": lambda event: (event["subject"].encode(), json.dumps(event).encode()[:-1], STRUCTURED),
    "no type": lambda event: (
        event["subject"].encode(),
        json.dumps({name: value for name, value in event.items() if name != "type"}).encode(),
        STRUCTURED,
    ),
    "another key": lambda event: (str(uuid4()).encode(), json.dumps(event).encode(), STRUCTURED),
    "no key": lambda event: (None, json.dumps(event).encode(), STRUCTURED),
    "a type nobody owns": lambda event: (
        event["subject"].encode(),
        json.dumps({**event, "type": "dk.samspil.noget.andet.v1"}).encode(),
        STRUCTURED,
    ),
    "an answer": lambda event: (
        event["subject"].encode(),
        json.dumps({**event, "type": "dk.samspil.kvittering.accepteret.v1", "data": {}}).encode(),
        STRUCTURED,
    ),
    "too large": lambda event: (
        event["subject"].encode(),
        json.dumps({**event, "data": {"fill": "x" * 70_000}}).encode(),
        STRUCTURED,
    ),
}


@pytest.mark.parametrize("kind", UNREADABLE)
async def test_what_nobody_can_decide_on_is_answered_by_referral(driver: Driver, social: KafkaApp, kind: str) -> None:
    """Kafka intake: an unreadable record is named by topic, partition and offset, answered once and not stored."""
    citizen = await driver.citizen()
    at = await social.raw(*UNREADABLE[kind](asked(citizen))[:2], headers=UNREADABLE[kind](asked(citizen))[2])
    answer = await social.final(at)
    assert (answer.kind, answer.service, answer.data["receipt_id"]) == ("afvist", "referral", None)
    assert (answer.data["topic"], At(answer.data["partition"], answer.data["offset"])) == (social.topic, at)
    assert all(error["detail"] for error in answer.data["errors"])
    await at_rest(driver)
    assert social.kinds(at) == ["afvist"]
    for service in ("referral", "kraftcenter", "notifications"):
        async with driver.database(service) as database:
            assert await database.fetchval("SELECT count(*) FROM receipts WHERE subject = $1", citizen) == 0
            assert await database.fetchval("SELECT count(*) FROM dead_letters") == 0


async def test_each_type_is_answered_by_its_owner_alone(driver: Driver, kraft: KafkaApp) -> None:
    """Services: every service reads every app's topic; a report is answered by the one that owns its type."""
    running = await driver.running()
    start = a_start(str(uuid4()), None)
    designated = {"designation_id": str(uuid4()), "relation": "friend", "may_know": [], "channels": ["inbox"]}
    sent = {
        "referral": an_event(KRAFT, "henvisning.accepteret", running["citizen"], {"referral_id": str(uuid4())}),
        "kraftcenter": an_event(KRAFT, "indsats.startet", running["citizen"], start),
        "notifications": an_event(KRAFT, "paaroerende.udpeget", running["citizen"], designated),
    }
    places = {service: await kraft.binary(event) for service, event in sent.items()}
    for service, at in places.items():
        assert (await kraft.final(at)).service == service
    await at_rest(driver)
    assert [len(kraft.answers[at]) for at in places.values()] == [1, 1, 1]


async def test_a_goal_that_rests_on_a_start_that_waits(driver: Driver, kraft: KafkaApp) -> None:
    """Hearing before judging: what rests on a report that waits, waits, and is refused with it."""
    citizen, intervention = await driver.citizen(), str(uuid4())
    start = an_event(KRAFT, "indsats.startet", citizen, a_start(intervention, str(uuid4())))
    goal = an_event(KRAFT, "indsatsmaal.fastsat", citizen, a_goal(str(uuid4()), intervention))
    places = await kraft.all([start, goal])
    await kraft.answered(places)
    assert [kraft.kinds(at) for at in places] == [["venter", "afvist"]] * 2
