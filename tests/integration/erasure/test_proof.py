"""V3 on the running system: everything happens to a citizen, two managers erase them, and nothing is left but that."""

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaConsumer

from deploy.embedded.stack import Stack
from shared.messaging.topics import SERVICES
from shared.runtime import read_settings
from shared.runtime.kafka import kafka_connection
from tests.integration.command import samspil
from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.erasure.life import NAME, Life, erase, left, live, where
from tests.integration.erasure.tables import held
from tests.integration.intake.writer import KafkaApp
from tests.integration.kafka_login import login, producing
from tests.integration.leaks import found, in_tables, logs, metrics, on_topics, pseudonyms
from tests.integration.ledger import at_rest
from tests.integration.owner import owner, trigger
from tests.integration.poison import dead_letters, poison
from tests.integration.story import KRAFT, SOCIAL, Story
from tests.integration.traces import all_traces

NEVER_HERE = {"erasures", "bindings", "timers", "subscriptions"}
"""Held, but empty here: nobody had asked, accepted an invitation or wanted mail; not everywhere a clock runs."""


@pytest.fixture(scope="module")
async def kraft(stack: Stack) -> AsyncIterator[KafkaApp]:
    async with KafkaApp.open(stack, KRAFT) as app:
        yield app


@pytest.fixture(scope="module")
async def before(stack: Stack, driver: Driver, kraft: KafkaApp) -> tuple[Life, set[str]]:
    """The life, and every table the citizen then stood in, before two managers erased them."""
    life = await live(stack, driver, kraft)
    tables = await where(stack, life.citizen)
    await erase(driver, life.citizen)
    return life, tables


@pytest.fixture(scope="module")
def life(before: tuple[Life, set[str]]) -> Life:
    return before[0]


async def test_the_life_stood_in_every_table(before: tuple[Life, set[str]]) -> None:
    """What is to be searched was there: each table that an erasure covers by the citizen's id had a row of this one."""
    _, tables = before
    for service in SERVICES:
        covered = {rows.table for rows in held(service) if "= ANY($1" in rows.whose.partition("(SELECT")[0]}
        missing = {table for table in covered - NEVER_HERE if f"{service}.{table}" not in tables}
        # Not every service keeps letters, waits, or is looked into in this life.
        assert missing <= {"dead_letters", "waiting", "citizen_keys", "access_log", "correction_reach"}, service


async def test_nothing_is_left_but_that_they_are_erased(stack: Stack, life: Life) -> None:
    """V3: in all three databases the pseudonym stands in the tombstone alone, and nothing else of the citizen."""
    assert await where(stack, life.citizen) == left()
    for id_ in (life.story.referral, life.story.intervention, life.story.goal, life.story.sub_goal):
        assert await where(stack, UUID(id_)) == set()
    for service in SERVICES:
        async with owner(stack, service) as connection:
            kept = await connection.fetchval("SELECT involvement FROM subjects WHERE subject = $1", life.citizen)
            assert json.loads(kept) == {"known": True, "erased": True}
    assert await in_tables(stack, life.words) == []


async def test_nothing_that_identifies_stands_on_any_topic_log_metric_or_span(
    stack: Stack, driver: Driver, life: Life
) -> None:
    """V1, V3: topics hold pseudonyms until they expire, and no more; logs, metrics and spans not even these."""
    faults, count = await on_topics(stack, life.words)
    assert (faults, count > 20) == ([], True)
    spans = (await all_traces(driver)).encode()
    for name, content in {**logs(stack), **await metrics(driver), "a span": spans}.items():
        assert found(life.words, content, name) == []
        assert pseudonyms({life.citizen}, content, name) == []


async def test_what_waited_has_its_final_answer(kraft: KafkaApp, life: Life) -> None:
    """V3: an app that was answered `waiting` hears that the citizen is not known, and not that its time was up."""
    answer = await kraft.final(life.waited)
    assert (answer.kind, [error["detail"] for error in answer.data["errors"]]) == ("afvist", ["Borgeren kendes ikke."])


async def test_reports_are_answered_as_if_they_had_never_been_known(
    stack: Stack, driver: Driver, kraft: KafkaApp, life: Life
) -> None:
    """V3: over both doors and at every service; and the answers leave nothing behind."""
    citizen = life.story.citizen
    designation = {"designation_id": str(uuid4()), "relation": "friend", "may_know": [], "channels": []}
    for app, service, fact, data in (
        (SOCIAL, "referral", "henvisning.oprettet", a_referral(str(uuid4()), private={"note": "igen"})),
        (KRAFT, "kraftcenter", "indsatsmaal.fastsat", {"goal_id": str(uuid4()), "intervention_id": str(uuid4()),
                                                       "themes": ["relationer"], "kind": "develop"}),
        ("paaroerende-app", "notifications", "paaroerende.udpeget", designation),
    ):  # fmt: skip
        answer = await driver.report(app, service, fact, citizen, data)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unknown-citizen")
    at = await kraft.binary(an_event(KRAFT, "henvisning.accepteret", citizen,
                                     {"referral_id": life.story.referral, "by_department": "kraftcenter"}))  # fmt: skip
    assert (await kraft.final(at)).kind == "afvist"
    for name, service, path in (
        ("karen", "referral", f"/citizens/{citizen}"),
        ("henrik", "referral", f"/citizens/{citizen}/access-log"),
        ("anne", "notifications", f"/citizens/{citizen}/timeline"),
        ("anne", "kraftcenter", f"/citizens/{citizen}/goals"),
    ):
        reason = {"Samspil_Purpose": "noedadgang", "Samspil_Reason": quote("prøve")}
        answer = await driver.get(name, service, path, **reason)
        assert answer.status_code in (403, 404) or answer.json()["items"] == []
        assert NAME not in answer.text
    await at_rest(driver)
    assert await where(stack, life.citizen) == left()


async def test_late_events_and_replays_rebuild_nothing(stack: Stack, driver: Driver, life: Life) -> None:
    """V3: everything that was ever told of the citizen, told once more under new ids, and a record nobody can read;
    nothing is kept, timed, told or stopped."""
    told = await _told_again(stack, driver, life.citizen)
    assert told > 20
    await poison(stack, life.story.citizen, 500)
    await at_rest(driver)
    assert await where(stack, life.citizen) == left()
    for service in SERVICES:
        assert await dead_letters(driver, service, life.citizen) == []
        replayed = await samspil(stack, "dead-letters", "replay", service)
        assert replayed.code == 0, replayed.said
    assert await where(stack, life.citizen) == left()


async def test_the_same_number_is_somebody_new(driver: Driver, life: Life) -> None:
    """V3: whoever comes again comes as anybody does; no id leads back."""
    answer = await driver.client.post(
        f"{driver.endpoints['referral']}/citizens",
        json={"cpr": life.cpr, "name": NAME},
        headers=await driver.bearer(SOCIAL),
    )
    assert answer.status_code == 200
    assert answer.json()["citizen_id"] != life.story.citizen


async def test_a_table_that_keeps_its_rows_is_found(stack: Stack, driver: Driver) -> None:
    """The search bites: where kraftcenter's words are not deleted, behind its back, they are found there."""
    story = await Story(driver, await driver.citizen()).under_way()
    await story.set_goal()
    await story.agree()
    await story.reach(private={"citizen_words": "Ja."})
    await at_rest(driver)
    citizen = UUID(story.citizen)
    async with trigger(stack, "kraftcenter", "words", "BEFORE DELETE", "RETURN NULL;"):
        await erase(driver, citizen)
        assert await where(stack, citizen) == left() | {"kraftcenter.words"}
    async with owner(stack, "kraftcenter") as connection:
        await connection.execute("DELETE FROM words WHERE citizen_id = $1", citizen)


async def _told_again(stack: Stack, driver: Driver, citizen: UUID) -> int:
    """Every record of the citizen on the services' topics, written once more by the service itself."""
    kafka = driver.endpoints["kafka"]
    count = 0
    for service in SERVICES:
        topic = f"{service}.events"
        records = await _records(login(kafka, kafka["auditor"]["username"], kafka["auditor"]["password"]), topic)
        mine = [r for r in records if r.key == str(citizen).encode() and b"slettet" not in dict(r.headers)["ce_type"]]
        async with producing(kafka_connection(read_settings(stack.environment(service)))) as producer:
            for record in mine:
                anew = [(k, str(uuid4()).encode() if k == "ce_id" else v) for k, v in record.headers]
                await producer.send_and_wait(topic, record.value, key=record.key, headers=anew)
        count += len(mine)
    return count


async def _records(signed_in: dict[str, Any], topic: str) -> list[Any]:
    consumer = AIOKafkaConsumer(topic, **signed_in, enable_auto_commit=False, auto_offset_reset="earliest")
    await consumer.start()
    try:
        partitions = list(consumer.assignment())
        ends = await consumer.end_offsets(partitions)
        found: list[Any] = []
        while any([await consumer.position(tp) < ends[tp] for tp in partitions]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += records
        return found
    finally:
        await consumer.stop()
