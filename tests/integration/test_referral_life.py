"""A referral's life through the doors: on hold, in silence, decided on, and taken back."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.integration.driver import Driver, a_referral, a_start
from tests.integration.inboxes import listed
from tests.integration.ledger import at_rest
from tests.integration.test_referral_doors import KRAFT, SEL82, SOCIAL, asked, seen, until

SVR = "svr-app"


async def say(driver: Driver, app: str, fact: str, citizen: str, id_: str, **data: Any) -> list[str]:
    """The report is accepted; gives the ids of the events it became."""
    named = {"referral_id": id_, **data}
    receipt = await driver.accepted(app, "referral", fact, citizen, named)
    return [event["id"] for event in receipt["published"]]


async def accept(driver: Driver, citizen: str, id_: str, by: str = "kraftcenter") -> str:
    (event,) = await say(driver, f"{by}-app", "henvisning.accepteret", citizen, id_, by_department=by)
    return event


async def test_a_hold_ends_by_itself(driver: Driver) -> None:
    """R1, R2: on hold until a day; when it has come, Samspil takes the referral up again, and the start is owed."""
    citizen = await driver.citizen()
    id_ = await asked(driver, citizen)
    await accept(driver, citizen, id_)
    owed = (await seen(driver, SOCIAL, id_))["due"]
    later = str(datetime.now(UTC).date() + timedelta(days=30))
    await say(driver, KRAFT, "henvisning.sat_i_bero", citizen, id_, reason="citizen_unreachable", until=later)
    held = await seen(driver, KRAFT, id_)
    assert (held["state"], held["next_owner"], held["overdue_level"]) == ("on-hold", "kraftcenter", 0)
    assert held["due"] > owed
    assert "dk.samspil.henvisning.genoptaget.v1" in held["legal_moves"]
    await at_rest(driver)
    refused = await driver.report(KRAFT, "kraftcenter", "indsats.startet", citizen, a_start(str(uuid4()), id_))
    assert refused.json()["legal_moves"] == ["dk.samspil.henvisning.genoptaget.v1"]
    async with driver.database("referral") as connection:
        await connection.execute(
            "UPDATE timers SET due = now() WHERE subject = $1 AND kind = 'hold' AND ref = $2", UUID(citizen), UUID(id_)
        )
    resumed = await until(driver, SOCIAL, id_, "state", "accepted")
    assert owed <= resumed["due"] < held["due"]
    receipt = await driver.accepted(KRAFT, "kraftcenter", "indsats.startet", citizen, a_start(str(uuid4()), id_))
    await driver.decided(KRAFT, "kraftcenter", receipt)
    await until(driver, SOCIAL, id_, "state", "in-progress")


async def test_silence_climbs(driver: Driver) -> None:
    """R4: the next owner at level 1, their manager at 2, both managers at 3; each told once of each."""
    citizen = await driver.citizen(SEL82)
    asks = {"offer": "paaroerende-netvaerk", "from_department": "sel82", "to_department": "paaroerende"}
    id_ = await asked(driver, citizen, **asks)
    late = await until(driver, SEL82, id_, "overdue_level", 3)
    assert (late["state"], late["next_owner"]) == ("requested", "paaroerende")
    await at_rest(driver)
    told: Counter[str] = Counter()
    for person in ("lone", "peter", "birgit", "jens", "henrik"):
        notices = await listed(driver, person, citizen)
        told[person] = sum("overskredet" in notice["event_type"] for notice in notices)
    assert +told == Counter({"lone": 1, "peter": 2, "jens": 1})
    rejecting = {"by_department": "paaroerende", "reason": "no_capacity"}
    await say(driver, "paaroerende-app", "henvisning.afvist", citizen, id_, **rejecting)
    assert (await seen(driver, SEL82, id_))["overdue_level"] == 0


async def test_from_an_application_to_work_at_polaris(driver: Driver) -> None:
    """R6: socialpsykiatri applies, Visitationen decides and refers, and the intervention starts on that."""
    citizen = await driver.citizen()
    id_ = await asked(driver, citizen, offer="polaris-gruppe", to_department="svr")
    await accept(driver, citizen, id_, "svr")
    decision = str(uuid4())
    decided = {"decision_id": decision, "offer": "polaris-gruppe", "granted": True, "assessed_on": str(date.today())}  # noqa: DTZ011
    await say(driver, SVR, "afgoerelse.truffet", citizen, id_, **decided)
    assert (await seen(driver, SOCIAL, id_))["state"] == "completed"
    further = str(uuid4())
    asks = {"offer": "polaris-gruppe", "from_department": "svr", "to_department": "socialpsykiatri"}
    referral = a_referral(further, **asks, decision_id=decision)
    await driver.accepted(SVR, "referral", "henvisning.oprettet", citizen, referral)
    await accept(driver, citizen, further, "socialpsykiatri")
    start = a_start(str(uuid4()), further, department="socialpsykiatri", offer="polaris-gruppe")
    receipt = await driver.accepted(SOCIAL, "kraftcenter", "indsats.startet", citizen, start)
    assert (await driver.decided(SOCIAL, "kraftcenter", receipt))["status"] != "refused"
    begun = await until(driver, SVR, further, "state", "in-progress")
    assert (begun["correlationid"], begun["next_owner"]) == (id_, "socialpsykiatri")


async def test_what_was_an_error_is_taken_back(driver: Driver) -> None:
    """R7: an acceptance by its receiver, and then the whole by its sender; what a start rests on stands."""
    citizen = await driver.citizen()
    id_ = await asked(driver, citizen)
    before = await seen(driver, KRAFT, id_)
    event = await accept(driver, citizen, id_)
    wrong = {"referral_id": id_, "event_id": event}
    error = "henvisning.fejlregistreret"
    assert (await driver.report(SOCIAL, "referral", error, citizen, wrong)).status_code == 403
    await say(driver, KRAFT, error, citizen, id_, event_id=event)
    assert await seen(driver, KRAFT, id_) == before
    event = await accept(driver, citizen, id_)
    receipt = await driver.accepted(KRAFT, "kraftcenter", "indsats.startet", citizen, a_start(str(uuid4()), id_))
    await driver.decided(KRAFT, "kraftcenter", receipt)
    await until(driver, SOCIAL, id_, "state", "in-progress")
    refused = await driver.report(KRAFT, "referral", error, citizen, {"referral_id": id_, "event_id": event})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/rests-on")
    assert f"dk.samspil.{error}.v1" not in (await seen(driver, KRAFT, id_))["legal_moves"]
    await say(driver, SOCIAL, error, citizen, id_)
    gone = await seen(driver, SOCIAL, id_)
    assert (gone["state"], gone["next_owner"], gone["due"]) == ("entered-in-error", None, None)
    assert gone["legal_moves"] == []


async def test_an_intervention_ends_and_was_never_begun(driver: Driver) -> None:
    """R2, R7: its end completes the referral; that end in error, and then its start, lead back step by step."""
    at = await driver.running()
    citizen, id_ = at["citizen"], at["referral"]
    await until(driver, SOCIAL, id_, "state", "in-progress")
    ending = {"intervention_id": at["intervention"], "outcome": "completed", "by": "professional"}
    receipt = await driver.accepted(KRAFT, "kraftcenter", "indsats.afsluttet", citizen, ending)
    ended = await until(driver, SOCIAL, id_, "state", "completed")
    assert (ended["next_owner"], ended["due"]) == ("socialpsykiatri", None)
    (start,) = (e for e in await driver.on_topic("kraftcenter.events", {UUID(citizen)}) if "startet" in e.type)
    for wrong, state in ((receipt["published"][0]["id"], "in-progress"), (str(start.id), "accepted")):
        await driver.accepted(KRAFT, "kraftcenter", "indsats.fejlregistreret", citizen, {"event_id": wrong})
        again = await until(driver, SOCIAL, id_, "state", state)
        assert (again["next_owner"], again["due"] is not None) == ("kraftcenter", True)
    await at_rest(driver)
    anew = await driver.accepted(KRAFT, "kraftcenter", "indsats.startet", citizen, a_start(str(uuid4()), id_))
    assert (await driver.decided(KRAFT, "kraftcenter", anew))["status"] != "refused"
    await until(driver, SOCIAL, id_, "state", "in-progress")


async def test_a_place_is_what_was_asked_for(driver: Driver) -> None:
    """C3: accepting gives no place; signing up with the referral does, and completes it."""
    citizen, course = await driver.citizen(SEL82), str(uuid4())
    first = str(date.today() + timedelta(days=20))  # noqa: DTZ011 (any later day will do)
    opened = {"course_id": course, "offer": "peer-gruppe", "capacity": 10, "sessions": 10, "first_session_on": first}
    await driver.accepted(KRAFT, "kraftcenter", "forloeb.aabnet", course, opened)
    id_ = await asked(driver, citizen, offer="peer-gruppe", from_department="sel82")
    await accept(driver, citizen, id_)
    assert (await seen(driver, SEL82, id_))["state"] == "accepted"
    await at_rest(driver)
    signing = {"citizen_id": citizen, "referral_id": id_, "adult": True, "contact_under_two_years": True}
    address = f"{driver.endpoints['kraftcenter']}/courses/{course}/signup"
    answer = await driver.client.post(address, json=signing, headers=await driver.bearer("birgit"))
    assert (answer.status_code, answer.json()["outcome"]) == (200, "place"), answer.text
    await until(driver, SEL82, id_, "state", "completed")
