"""The referral service through its own doors: HTTP, what kraftcenter tells, and the clock."""

import asyncio
import time
from typing import Any
from uuid import UUID, uuid4

from tests.integration.driver import Driver, a_cpr, a_referral, a_start, an_event

SOCIAL, KRAFT, SEL82 = "socialpsykiatri-app", "kraftcenter-app", "sel82-app"


async def asked(driver: Driver, citizen: str, **data: Any) -> str:
    id_ = str(uuid4())
    fact = a_referral(id_, **data)
    await driver.accepted(f"{fact['from_department']}-app", "referral", "henvisning.oprettet", citizen, fact)
    return id_


async def seen(driver: Driver, app: str, id_: str) -> dict[str, Any]:
    answer = await driver.get(app, "referral", f"/referrals/{id_}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def until(driver: Driver, app: str, id_: str, field: str, value: object, seconds: float = 15) -> dict[str, Any]:
    """The referral once a field of it has this value."""
    end = time.monotonic() + seconds
    while (referral := await seen(driver, app, id_))[field] != value:
        assert time.monotonic() < end, f"{field} is still {referral[field]}"
        await asyncio.sleep(0.1)
    return referral


async def test_the_loop_from_asking_to_under_way(driver: Driver) -> None:
    """R1, R2: what an app sees of its referral while it is asked for, accepted, and begun at kraftcenter."""
    citizen = await driver.citizen()
    id_ = await asked(driver, citizen, private={"note": "Ønsker træning på Ærø."})
    first = await seen(driver, KRAFT, id_)
    assert (first["state"], first["next_owner"], first["note"]) == (
        "requested",
        "kraftcenter",
        "Ønsker træning på Ærø.",
    )
    accepting = {"referral_id": id_, "by_department": "kraftcenter"}
    receipt = await driver.accepted(KRAFT, "referral", "henvisning.accepteret", citizen, accepting)
    assert [event["type"] for event in receipt["published"]] == ["dk.samspil.henvisning.accepteret.v1"]
    again = await driver.report(KRAFT, "referral", "henvisning.accepteret", citizen, accepting)
    assert again.status_code == 422
    assert again.json()["type"] == "/problems/illegal-move"
    legal = ("sat_i_bero", "gennemfoert", "opgivet", "annulleret", "fejlregistreret")
    assert again.json()["legal_moves"] == [f"dk.samspil.henvisning.{move}.v1" for move in legal]
    start = await driver.accepted(KRAFT, "kraftcenter", "indsats.startet", citizen, a_start(str(uuid4()), id_))
    await driver.decided(KRAFT, "kraftcenter", start)
    begun = await until(driver, SOCIAL, id_, "state", "in-progress")
    assert (begun["overdue_level"], begun["correlationid"]) == (0, id_)
    assert begun["due"] is not None
    assert (await driver.get(SEL82, "referral", f"/referrals/{id_}")).status_code == 404


async def test_a_start_and_a_cancelling_that_cross(driver: Driver) -> None:
    """R2: both are facts and both stand; where the start came too late, both sides are asked, once."""
    citizen = await driver.citizen()
    id_ = await asked(driver, citizen)
    accepting = {"referral_id": id_, "by_department": "kraftcenter"}
    await driver.accepted(KRAFT, "referral", "henvisning.accepteret", citizen, accepting)
    start = a_start(str(uuid4()), id_)
    receipt = await driver.accepted(KRAFT, "kraftcenter", "indsats.startet", citizen, start)
    cancelling = {"referral_id": id_, "reason": "citizen_declined", "by": "citizen"}
    answer = await driver.report(SOCIAL, "referral", "henvisning.annulleret", citizen, cancelling)
    await driver.decided(KRAFT, "kraftcenter", receipt)
    assert answer.status_code == 202
    async with driver.database("referral") as connection:
        end = time.monotonic() + 15
        while not (
            interventions := await connection.fetchval(
                "SELECT jsonb_array_length(involvement->'i') FROM subjects WHERE subject = $1", citizen
            )
        ):
            assert time.monotonic() < end, "the start was never heard"
            await asyncio.sleep(0.1)
    assert interventions == 1
    assert (await seen(driver, SOCIAL, id_))["state"] == "cancelled"
    facts = [event.type.split(".")[3] for event in await driver.on_topic("referral.events", {UUID(citizen)})]
    assert facts in (
        ["oprettet", "accepteret", "ivaerksat", "annulleret"],
        ["oprettet", "accepteret", "annulleret", "modstrid"],
    )


async def test_silence_becomes_an_event(driver: Driver) -> None:
    """R4: nobody answered in time: the referral is overdue at level 1, and `overdue=true` finds it."""
    citizen = await driver.citizen("sel82-app")
    id_ = await asked(driver, citizen, offer="peer-gruppe", from_department="sel82")
    late = await until(driver, SEL82, id_, "overdue_level", 1)
    assert (late["state"], late["next_owner"]) == ("requested", "kraftcenter")
    page = await driver.get(KRAFT, "referral", f"/referrals?citizen_id={citizen}&overdue=true")
    assert [item["referral_id"] for item in page.json()["items"]] == [id_]
    rejecting = {"referral_id": id_, "by_department": "kraftcenter", "reason": "no_capacity"}
    await driver.accepted(KRAFT, "referral", "henvisning.afvist", citizen, rejecting)
    closed = await seen(driver, SEL82, id_)
    error = "dk.samspil.henvisning.fejlregistreret.v1"
    seen_now = (closed["state"], closed["due"], closed["overdue_level"], closed["legal_moves"])
    assert seen_now == ("rejected", None, 0, [error])


async def test_two_who_answer_at_once(driver: Driver) -> None:
    """R2: of an acceptance and nine rejections at the same moment exactly one is made; the rest hear what is legal."""
    citizen = await driver.citizen()
    id_ = await asked(driver, citizen)
    accepting = {"referral_id": id_, "by_department": "kraftcenter"}
    rejecting = {**accepting, "reason": "other"}
    answers = await asyncio.gather(
        driver.report(KRAFT, "referral", "henvisning.accepteret", citizen, accepting),
        *(driver.report(KRAFT, "referral", "henvisning.afvist", citizen, rejecting) for _ in range(9)),
    )
    assert sorted(answer.status_code for answer in answers) == [202] + [422] * 9


async def test_one_number_many_askers(driver: Driver) -> None:
    """The same CPR number asked for by ten at once is one citizen, and every asking is in the access log."""
    cpr, bearer = a_cpr(), await driver.bearer(SOCIAL)
    answers = await asyncio.gather(
        *(
            driver.client.post(
                f"{driver.endpoints['referral']}/citizens",
                json={"cpr": cpr, "name": "Prøve Person"},
                headers=bearer,
            )
            for _ in range(10)
        )
    )
    (citizen,) = {answer.json()["citizen_id"] for answer in answers}
    async with driver.database("referral") as connection:
        assert await connection.fetchval("SELECT count(*) FROM access_log WHERE citizen_id = $1", citizen) == 10
        row = dict(await connection.fetchrow("SELECT * FROM citizens WHERE citizen_id = $1", citizen) or {})
    assert cpr.encode() not in b"".join(value for value in row.values() if isinstance(value, bytes))


async def test_in_a_batch_each_stands_alone(driver: Driver) -> None:
    """A batch: an asking, its acceptance, and one that breaks a rule between them; two are made and one is not."""
    citizen = await driver.citizen()
    id_ = str(uuid4())
    accepting = {"referral_id": id_, "by_department": "kraftcenter"}
    wrong = a_referral(str(uuid4()), offer="peer-gruppe")
    events = [
        an_event(SOCIAL, "henvisning.oprettet", citizen, a_referral(id_)),
        an_event(SOCIAL, "henvisning.oprettet", citizen, wrong),
        an_event(SOCIAL, "henvisning.accepteret", citizen, accepting),
        an_event(SOCIAL, "henvisning.annulleret", citizen, {"referral_id": id_, "reason": "duplicate", "by": "sender"}),
    ]
    receipts = await driver.batch(SOCIAL, "referral", events)
    assert [r["status"] for r in receipts] == ["accepted", "refused", "refused", "accepted"]
    assert receipts[1]["errors"][0]["pointer"] == "/data/offer"
    assert (await seen(driver, SOCIAL, id_))["state"] == "cancelled"
