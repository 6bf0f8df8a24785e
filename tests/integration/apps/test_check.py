"""`samspil apps check` on the stack of the run: an app that does everything wrong, and one that does not."""

import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from deploy.embedded.stack import Stack
from tests.integration.command import samspil
from tests.integration.driver import Driver, a_referral, a_start
from tests.integration.kafka_login import app_login, producing
from tests.integration.story import until

ALL_OF_IT = (
    "data følger ikke kataloget (invalid-data). Felter: /data/priority (1)",
    "typen ejes af en anden tjeneste",
    "samme id er sendt igen med et andet indhold",
    "1 indberetning siger, at det skete i fremtiden",
    "kan ikke læses",
    "Ingen læser svarene",
    "har intet spor (traceparent)",
    "ingen svarer på adressen",
)


@asynccontextmanager
async def _app(stack: Stack, name: str, department: str) -> AsyncIterator[Driver]:
    """An app of the test's own, and a driver that knows it."""
    added = await samspil(stack, "apps", "add", name, "--department", department)
    assert added.code == 0, added.said
    try:
        async with Driver.open(stack) as driver:
            driver.endpoints = stack.endpoints | _endpoints(stack)
            yield driver
    finally:
        with contextlib.suppress(Exception):
            await samspil(stack, "apps", "webhook", "remove", name)
        removed = await samspil(stack, "apps", "remove", name, "--now")
        assert removed.code == 0, removed.said
        assert "vides ikke" not in removed.said


def _endpoints(stack: Stack) -> dict[str, object]:
    from deploy.embedded.layout import read_json

    return dict(read_json(stack.layout.endpoints))


async def test_an_app_that_does_everything_wrong_is_told_all_of_it(stack: Stack) -> None:
    """Vendors: refused fields, an id used twice, another service's type, unreadable records, answers nobody reads, a
    receiver that is not there, a clock that is ahead; and the command ends with 1."""
    async with _app(stack, "daarlig-app", "kraftcenter") as driver:
        citizen = await driver.citizen("daarlig-app")
        wrong = a_referral(str(uuid4()), from_department="kraftcenter", priority="snart")
        await driver.report("daarlig-app", "referral", "henvisning.oprettet", citizen, wrong)
        ahead = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 40_000))
        right = a_referral(str(uuid4()), from_department="kraftcenter")
        id_ = str(uuid4())
        sent = await driver.report("daarlig-app", "referral", "henvisning.oprettet", citizen, right, id=id_, time=ahead)
        assert sent.status_code == 202, sent.text
        again = {**right, "priority": "urgent"}
        await driver.report("daarlig-app", "referral", "henvisning.oprettet", citizen, again, id=id_)
        start = a_start(str(uuid4()), None)
        await driver.report("daarlig-app", "referral", "indsats.startet", citizen, start)
        async with producing(app_login(driver.endpoints, "daarlig-app")) as producer:
            await producer.send_and_wait("intake.daarlig-app", b"no event", citizen.encode())
        set_ = await samspil(stack, "apps", "webhook", "set", "daarlig-app", "http://127.0.0.1:1/intet")
        assert set_.code == 0, set_.said
        asked = await driver.accepted(
            "socialpsykiatri-app", "referral", "henvisning.oprettet", citizen, a_referral(str(uuid4()))
        )
        assert asked["status"] == "accepted"

        async def told() -> str | None:
            # Each comes from a place of its own, a moment after the other.
            ran = await samspil(stack, "apps", "check", "daarlig-app")
            assert ran.code == 1, ran.said
            return ran.said if all(words in ran.said for words in ALL_OF_IT) else None

        said = str(await until(told, seconds=180))
    assert "Næste skridt:" in said


async def test_an_app_that_does_well_ends_with_0(stack: Stack) -> None:
    """Vendors: nothing wrong, nothing said but how well it goes; a name that is nobody's is one line."""
    async with _app(stack, "god-app", "socialpsykiatri") as driver:
        citizen = await driver.citizen("god-app")
        await driver.accepted("god-app", "referral", "henvisning.oprettet", citizen, a_referral(str(uuid4())))
        ran = await samspil(stack, "apps", "check", "god-app")
        assert ran.code == 0, ran.said
        assert "1 indberetning godtaget, ingen afvist." in ran.said
        assert "GALT" not in ran.said
    nobody = await samspil(stack, "apps", "check", "ingen-app")
    assert nobody.code == 1
    assert nobody.said == "samspil: der er ingen app, der hedder 'ingen-app': se `samspil apps list`\n"
