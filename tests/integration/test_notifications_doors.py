"""The notifications service through its own doors: what the others tell, reports, inboxes, live and listed."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.integration.driver import Driver, a_goal, a_referral, an_event

SOCIAL, KRAFT, TEAM = "socialpsykiatri-app", "kraftcenter-app", "paaroerende-app"
METTE, ANNE, HENRIK, LONE, KAREN = "mette", "anne", "henrik", "lone", "karen"
REACHED = "dk.samspil.delmaal.naaet.v1"


async def inbox(driver: Driver, person: str, citizen: str, query: str = "limit=200") -> list[dict[str, Any]]:
    answer = await driver.get(person, "notifications", f"/inbox?{query}")
    assert answer.status_code == 200, answer.text
    return [item for item in answer.json()["items"] if item["citizen_id"] == citizen]


async def until(read: Callable[[], Any], fits: Callable[[Any], bool], seconds: float = 20) -> Any:
    """What is read, once it fits."""
    end = time.monotonic() + seconds
    while not fits(found := await read()):
        assert time.monotonic() < end, f"still {found}"
        await asyncio.sleep(0.1)
    return found


async def told(driver: Driver, person: str, citizen: str, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await until(
        lambda: inbox(driver, person, citizen), lambda notices: len(notices) >= count
    )
    assert len(found) == count
    return found


@asynccontextmanager
async def stream(
    driver: Driver, person: str, **headers: str
) -> AsyncIterator[AsyncIterator[tuple[str, dict[str, Any]]]]:
    """A person's stream, open: position and notice, one after the other."""
    given = {**await driver.bearer(person), **{name.replace("_", "-"): value for name, value in headers.items()}}
    url = driver.endpoints["notifications"] + "/inbox/stream"
    async with driver.client.stream("GET", url, headers=given) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")

        async def notices() -> AsyncIterator[tuple[str, dict[str, Any]]]:
            fields: dict[str, str] = {}
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                if line == "" and "data" in fields:
                    assert fields["event"] == "notice"
                    yield fields["id"], json.loads(fields["data"])
                    fields = {}
                elif name:
                    fields[name] = value

        yield notices()


async def asked(driver: Driver, citizen: str) -> str:
    id_ = str(uuid4())
    await driver.accepted(SOCIAL, "referral", "henvisning.oprettet", citizen, a_referral(id_))
    return id_


async def designated(driver: Driver, citizen: str) -> str:
    id_ = str(uuid4())
    fact = {"designation_id": id_, "relation": "friend", "may_know": ["delmaal.naaet"], "channels": ["inbox"]}
    contact = {"private": {"contact": {"name": "Ida Nørgaard"}}}
    await driver.accepted(TEAM, "notifications", "paaroerende.udpeget", citizen, {**fact, **contact})
    return id_


async def reached(driver: Driver, loop: dict[str, str]) -> dict[str, Any]:
    goal, sub_goal = str(uuid4()), str(uuid4())
    citizen, intervention = loop["citizen"], loop["intervention"]
    setting = a_goal(goal, intervention)
    await driver.accepted(KRAFT, "kraftcenter", "indsatsmaal.fastsat", citizen, setting)
    ids = {"sub_goal_id": sub_goal, "goal_id": goal, "intervention_id": intervention}
    agreeing = {**ids, "measure_kind": "count", "target_on": "2027-03-01", "citizen_took_part": True}
    await driver.accepted(KRAFT, "kraftcenter", "delmaal.aftalt", citizen, agreeing)
    reaching = {**ids, "reached_on": str(date.today()), "informant": "professional"}  # noqa: DTZ011 (any day will do)
    return await driver.accepted(KRAFT, "kraftcenter", "delmaal.naaet", citizen, reaching)


async def test_a_notice_comes_live_with_what_is_asked(driver: Driver) -> None:
    """I5: within moments of the report it is on the receiver's open page: what is asked, by when, and the trace."""
    citizen = await driver.citizen()
    async with stream(driver, ANNE) as notices, asyncio.timeout(20):
        await asked(driver, citizen)
        async for _, notice in notices:
            if notice["citizen_id"] == citizen:
                break
    assert notice["event_type"] == "dk.samspil.henvisning.oprettet.v1"
    assert notice["action"] == "Svar på henvisningen."
    assert notice["due"] is not None
    assert len(notice["trace_id"]) == 32
    assert [n["notice_id"] for n in await inbox(driver, ANNE, citizen)] == [notice["notice_id"]]
    assert await inbox(driver, HENRIK, citizen) == await inbox(driver, METTE, citizen) == []


async def test_a_stream_cut_off_goes_on(driver: Driver) -> None:
    """Resumable: with `Last-Event-ID`, what was told meanwhile comes, and nothing twice."""
    citizens = [await driver.citizen() for _ in range(4)]
    got: list[str] = []
    async with stream(driver, ANNE) as notices, asyncio.timeout(20):
        for citizen in citizens[:2]:
            await asked(driver, citizen)
        async for at, notice in notices:
            position = at
            got.append(notice["citizen_id"])
            if set(citizens[:2]) & set(got):
                break
    for citizen in citizens[2:]:
        await asked(driver, citizen)
    async with stream(driver, ANNE, Last_Event_ID=position) as notices, asyncio.timeout(20):
        async for _, notice in notices:
            got.append(notice["citizen_id"])
            if set(citizens) <= set(got):
                break
    assert all(got.count(citizen) == 1 for citizen in citizens)


async def test_reading_is_told_to_who_reported(driver: Driver) -> None:
    """The sender's receipt fills in: delivered, then read; the reading goes on in the report's trace."""
    citizen = await driver.citizen()
    receipt = await driver.accepted(SOCIAL, "referral", "henvisning.oprettet", citizen, a_referral(str(uuid4())))
    (notice,) = await told(driver, ANNE, citizen, 1)
    assert notice["trace_id"] == receipt["trace_id"]

    async def seen() -> list[dict[str, Any]]:
        return list((await driver.receipt(SOCIAL, "referral", receipt["receipt_id"]))["told"])

    row = {"recipient_kind": "department", "department": "kraftcenter", "channel": "inbox", "read": False}
    await until(seen, lambda found: found == [row])
    for _ in range(2):
        url = f"{driver.endpoints['notifications']}/inbox/{notice['notice_id']}/read"
        assert (await driver.client.post(url, headers=await driver.bearer(ANNE))).status_code == 204
    await until(seen, lambda found: found == [{**row, "read": True}])
    (read,) = await inbox(driver, ANNE, citizen)
    assert read["read_by"] == "Anne Kjær"
    assert await inbox(driver, ANNE, citizen, "unread=true&limit=200") == []
    (reading,) = [
        e
        for e in await driver.on_topic("notifications.events", {UUID(citizen)})
        if e.type == "dk.samspil.besked.laest.v1"
    ]
    assert (reading.traceparent or "").split("-")[1] == receipt["trace_id"]
    denied = await driver.client.post(url, headers=await driver.bearer(METTE))
    assert denied.status_code == 404


async def test_what_is_put_off_comes_back_by_its_clock(driver: Driver) -> None:
    """Put off for two seconds it is out of sight for the team, and then its timer brings it back."""
    citizen = await driver.citizen()
    await asked(driver, citizen)
    (notice,) = await told(driver, ANNE, citizen, 1)
    url = f"{driver.endpoints['notifications']}/inbox/{notice['notice_id']}/snooze"
    moment = {"until": (datetime.now(UTC) + timedelta(seconds=2)).isoformat()}
    answer = await driver.client.post(url, json=moment, headers=await driver.bearer(ANNE))
    assert answer.status_code == 204, answer.text
    assert await inbox(driver, ANNE, citizen) == []
    # A listing shows it from that moment on in any case; that it is put off no more is the clock's doing.
    await until(lambda: inbox(driver, ANNE, citizen), lambda found: [n["snoozed_until"] for n in found] == [None])


async def test_the_relatives_team_hears_what_a_designation_names(driver: Driver) -> None:
    """P1: of a whole loop the relatives' team, which is no party to it, is told of the sub-goal reached alone, once."""
    citizen = await driver.citizen()
    await designated(driver, citizen)
    loop = await driver.running(citizen)
    await reached(driver, loop)
    (notice,) = await told(driver, LONE, citizen, 1)
    assert notice["event_type"] == REACHED
    assert await inbox(driver, KAREN, citizen) == []


async def test_a_designations_own_receipt_fills_in(driver: Driver) -> None:
    """What is decided here is told at once: the receipt says to whom."""
    citizen = await driver.citizen()
    fact = {"designation_id": str(uuid4()), "relation": "friend", "may_know": ["delmaal.naaet"], "channels": ["inbox"]}
    loop = await driver.running(citizen)
    assert loop["citizen"] == citizen
    event = an_event(TEAM, "paaroerende.udpeget", citizen, fact, source="urn:samspil:web")
    headers = {**await driver.bearer(ANNE), "Content-Type": "application/cloudevents+json"}

    async def report() -> Any:
        return await driver.client.post(
            f"{driver.endpoints['notifications']}/events", content=json.dumps(event), headers=headers
        )

    answer = await report()
    assert answer.status_code == 202, answer.text
    receipt = await driver.decided(ANNE, "notifications", answer.json())

    async def seen() -> list[tuple[str, str]]:
        found = await driver.receipt(ANNE, "notifications", receipt["receipt_id"])
        return [(t["recipient_kind"], t["department"]) for t in found["told"]]

    expected = {("citizen", None), ("department", "paaroerende"), ("relative", None)}
    await until(seen, lambda found: set(found) == expected)


async def test_a_preview_is_what_then_happens(driver: Driver) -> None:
    """P3: the recipients named beforehand are those the receipt names afterwards."""
    citizen = await driver.citizen()
    event = an_event(SOCIAL, "henvisning.oprettet", citizen, a_referral(str(uuid4())), source="urn:samspil:web")
    headers = {**await driver.bearer(METTE), "Content-Type": "application/cloudevents+json"}
    asking = await driver.client.post(
        f"{driver.endpoints['notifications']}/preview", content=json.dumps(event), headers=headers
    )
    assert asking.status_code == 200, asking.text
    recipients = [(r["recipient_kind"], r["department"], r["channel"]) for r in asking.json()["recipients"]]
    assert recipients == [("department", "kraftcenter", "inbox"), ("citizen", None, "inbox")]
    answer = await driver.client.post(
        f"{driver.endpoints['referral']}/events", content=json.dumps(event), headers=headers
    )
    assert answer.status_code == 202, answer.text

    async def seen() -> set[tuple[str, str, str]]:
        found = await driver.receipt(METTE, "referral", answer.json()["receipt_id"])
        return {(t["recipient_kind"], t["department"], t["channel"]) for t in found["told"]}

    await until(seen, lambda found: found == set(recipients))


async def test_a_timeline_has_all_three_services(driver: Driver) -> None:
    """The involved read what happened, in order, each event with its service and trace; others find nobody."""
    loop = await driver.running()
    citizen = loop["citizen"]
    await designated(driver, citizen)
    await reached(driver, loop)
    path = f"/citizens/{citizen}/timeline"

    async def seen() -> list[dict[str, Any]]:
        return list((await driver.get(ANNE, "notifications", path)).json().get("items", ()))

    entries = await until(seen, lambda found: any(e["event_type"] == REACHED for e in found) and len(found) >= 7)
    assert [e["event_type"].split(".")[2:4] for e in entries][:2] == [
        ["henvisning", "oprettet"],
        ["henvisning", "accepteret"],
    ]
    assert {e["service"] for e in entries} >= {"referral", "kraftcenter"}
    assert all(e["trace_id"] for e in entries)
    assert (await driver.get(KAREN, "notifications", path)).status_code == 404
    (designation,) = (await driver.get(ANNE, "notifications", f"/citizens/{citizen}/designations")).json()["items"]
    assert (designation["name"], designation["standing"]) == ("Ida Nørgaard", True)
