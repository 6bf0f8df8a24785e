"""An app comes, works at both doors, gets new secrets and goes, while everything runs."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx2
import pytest
from aiokafka.errors import SaslAuthenticationFailed

from deploy.embedded import credentials
from deploy.embedded.stack import Stack
from deploy.register import Register
from shared.messaging.topics_app import AppTopics
from tests.integration.acls.attempts import Principal
from tests.integration.apps.screens import Shown, added, apps, listed, secrets
from tests.integration.driver import Driver, a_referral, an_event
from tests.integration.intake.writer import KafkaApp

PATIENCE_S = 60.0


async def _until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while not await condition():
        assert time.monotonic() < until, what
        await asyncio.sleep(0.1)


async def _token(driver: Driver, name: str, shown: Shown) -> httpx2.Response:
    return await driver.client.post(
        driver.endpoints["token_endpoint"],
        data={"grant_type": "client_credentials"},
        auth=(name, shown.client),
    )


async def _report(driver: Driver, name: str, token: str, citizen: str) -> httpx2.Response:
    event = an_event(name, "henvisning.oprettet", citizen, a_referral(str(uuid4())))
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/cloudevents+json"}
    address = f"{driver.endpoints['referral']}/events"
    return await driver.client.post(address, content=json.dumps(event), headers=headers)


async def _turned_away(stack: Stack, name: str, shown: Shown) -> bool:
    """Whether the broker knows the password no more; a change takes a moment to reach it."""
    try:
        async with Principal.signed_in(stack.endpoints["kafka"]["bootstrap"], name, shown.kafka):
            return False
    except SaslAuthenticationFailed:
        return True


@asynccontextmanager
async def _at_kafka(stack: Stack, name: str, shown: Shown) -> AsyncIterator[KafkaApp]:
    async with KafkaApp.signed_in(stack, name, name, shown.kafka) as app:
        yield app


async def test_a_new_app_works_at_both_doors(stack: Stack, driver: Driver, name: str) -> None:
    """`add`: what the screen shows is all it takes, and nobody is restarted."""
    shown = await added(stack, name)
    answer = await _token(driver, name, shown)
    assert answer.status_code == 200, answer.text
    citizen = await driver.citizen()
    reported = await _report(driver, name, answer.json()["access_token"], citizen)
    assert reported.status_code == 202, reported.text
    async with _at_kafka(stack, name, shown) as app:
        at = await app.binary(an_event(name, "henvisning.oprettet", citizen, a_referral(str(uuid4()))))
        assert (await app.final(at)).kind == "accepteret"
    entry = listed(stack)[name]
    assert (entry["client_secret"], entry["kafka_password"], entry["department"], entry["topic"]) == (
        shown.client,
        shown.kafka,
        "socialpsykiatri",
        f"intake.{name}",
    )


async def test_a_new_app_reaches_its_own_two_topics(stack: Stack, name: str) -> None:
    """Access by principal: whoever comes later has no more than who was there before."""
    shown = await added(stack, name)
    everywhere = [f"{service}.events" for service in stack.services]
    for app in listed(stack):
        everywhere += [f"intake.{app}", f"intake.{app}.receipts"]
    others = [topic for topic in everywhere if topic != f"intake.{name}"]
    async with Principal.signed_in(stack.endpoints["kafka"]["bootstrap"], name, shown.kafka) as principal:
        assert await principal.sees(everywhere) == {f"intake.{name}", f"intake.{name}.receipts"}
        assert await principal.reads(everywhere) == {f"intake.{name}.receipts"}
        assert await principal.writes(others) == set()


async def test_adding_again_changes_nothing(stack: Stack, driver: Driver, name: str) -> None:
    """The command typed twice shuts no app out, and says how new secrets are had."""
    shown = await added(stack, name)
    again = await apps(stack, "add", name, "--department", "socialpsykiatri")
    assert (again.code, f"{name} er der allerede" in again.said) == (0, True), again.said
    assert "rotate" in again.said
    assert shown.client not in again.said
    assert (await _token(driver, name, shown)).status_code == 200
    other = await apps(stack, "add", name, "--department", "svr")
    assert (other.code, other.said.count("\n")) == (1, 1), other.said
    assert "--department" in other.said


async def test_new_secrets_work_and_old_ones_do_not(stack: Stack, driver: Driver, name: str) -> None:
    """`rotate`: at both doors at once."""
    old = await added(stack, name)
    ran = await apps(stack, "rotate", name)
    assert ran.code == 0, ran.said
    new = secrets(ran.said)
    assert (await _token(driver, name, old)).status_code == 401
    answer = await _token(driver, name, new)
    reported = await _report(driver, name, answer.json()["access_token"], await driver.citizen())
    assert reported.status_code == 202, reported.text
    bootstrap = stack.endpoints["kafka"]["bootstrap"]
    await _until(lambda: _turned_away(stack, name, old), "the old password still opens")
    async with Principal.signed_in(bootstrap, name, new.kafka) as principal:
        assert await principal.reads([f"intake.{name}.receipts"]) == {f"intake.{name}.receipts"}
    assert listed(stack)[name]["kafka_password"] == new.kafka


async def test_who_leaves_is_answered_first_and_then_gone(stack: Stack, driver: Driver, name: str) -> None:
    """`remove`: what the app has sent is decided before its topic goes; then nothing of it is anywhere."""
    shown = await added(stack, name)
    token = (await _token(driver, name, shown)).json()["access_token"]
    citizen = await driver.citizen()
    events = [an_event(name, "henvisning.oprettet", citizen, a_referral(str(uuid4()))) for _ in range(30)]
    async with _at_kafka(stack, name, shown) as app:
        await app.all(events)
    ran = await apps(stack, "remove", name)
    assert ran.code == 0, ran.said
    async with driver.database("referral") as database:
        decided = "SELECT count(*) FROM receipts WHERE event_id = ANY($1::uuid[]) AND status = 'accepted'"
        assert await database.fetchval(decided, [event["id"] for event in events]) == len(events)
    assert (await _token(driver, name, shown)).status_code == 401
    await _until(lambda: _turned_away(stack, name, shown), "its password still opens")

    async def shut_out() -> bool:
        return (await _report(driver, name, token, citizen)).status_code == 401

    async def nothing_at_kafka() -> bool:
        return not (await asyncio.to_thread(AppTopics(stack.cluster).standing, name)).anything

    await _until(shut_out, "a token it still has gets in")
    await _until(nothing_at_kafka, "Kafka still has something of it")
    assert name not in listed(stack)
    assert name not in Register(stack.layout.data / "apps.json").all()
    words = credentials.load(stack.layout)
    assert name not in words.kafka | words.clients


async def test_an_app_of_the_same_name_begins_anew(stack: Stack, driver: Driver, name: str) -> None:
    """Its topic counts from zero again, its first record is no repeat, and nobody is told at the old one's address."""
    for _ in range(2):
        shown = await added(stack, name)
        assert (await apps(stack, "webhook", "show", name)).code == 1
        citizen = await driver.citizen()
        async with _at_kafka(stack, name, shown) as app:
            at = await app.binary(an_event(name, "henvisning.oprettet", citizen, a_referral(str(uuid4()))))
            assert at.offset == 0
            assert (await app.final(at)).kind == "accepteret"
        hook = await apps(stack, "webhook", "set", name, "http://127.0.0.1:9/hoer")
        assert hook.code == 0, hook.said
        ran = await apps(stack, "remove", name)
        assert ran.code == 0, ran.said


async def test_the_list_shows_what_is_whole_and_what_is_not(stack: Stack, name: str) -> None:
    """`list`: department, Kafka's part, and what each service has not read; a half app stands out."""
    await added(stack, name, "sel82")
    assert "(sel82)  i orden  0  0  0" in _line((await apps(stack, "list")).said, name)
    register = Register(stack.layout.data / "apps.json")
    register.take(name)
    try:
        assert "ikke registreret" in _line((await apps(stack, "list")).said, name)
    finally:
        register.put({name: "sel82"})


def _line(said: str, name: str) -> str:
    """The app's line, its columns two blanks apart."""
    (line,) = (line for line in said.splitlines() if line.startswith(f"{name} "))
    return re.sub(" {2,}", "  ", line)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["add", "karen", "--department", "svr"], "NAVN"),
        (["add", "proeve-nul", "--department", "skat"], "--department"),
        (["remove", "svr-app"], "NAVN"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else "",
)
async def test_each_error_is_one_line_that_names_the_field(stack: Stack, words: list[str], field: str) -> None:
    """Errors are one Danish line: which field, and what to do; nothing has happened."""
    before = listed(stack)
    ran = await apps(stack, *words)
    assert (ran.code, ran.said.count("\n")) == (1, 1), ran.said
    assert f"{field}: " in ran.said
    assert listed(stack) == before
