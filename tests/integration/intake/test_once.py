"""Every record has its one answer, whatever is read again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.embedded.stack import Stack
from shared.messaging.topics import SERVICES
from tests.integration.driver import Driver
from tests.integration.intake import mixture
from tests.integration.intake.writer import KafkaApp
from tests.integration.ledger import at_rest
from tests.integration.offsets import reset_intake_to_start
from tests.sabotage import INTAKE_INBOX_OFF, Switches


async def test_one_answer_a_record_also_when_all_is_read_again(
    driver: Driver, stack: Stack, social: KafkaApp, kraft: KafkaApp
) -> None:
    """Kafka intake: over a mixture of a few hundred each record is answered once; read again from the start, never."""
    written = await mixture.write(driver, social, kraft)
    assert mixture.count(written) > 300
    await mixture.answered(written)
    await at_rest(driver)
    assert mixture.faults(written) == []
    before = mixture.kinds(written)
    assert {"venter", "accepteret", "afvist"} == set(before)
    async with asyncio.TaskGroup() as all_of_them:
        for service in SERVICES:
            all_of_them.create_task(_from_the_start(stack, service))
    await at_rest(driver)
    assert mixture.faults(written) == []
    assert mixture.kinds(written) == before


async def _from_the_start(stack: Stack, service: str) -> None:
    await stack.stop_part(service)
    try:
        await reset_intake_to_start(stack, service)
    finally:
        await stack.start_part(service)


@asynccontextmanager
async def _read_again_without_inbox(stack: Stack, folder: Path) -> AsyncIterator[None]:
    switches = Switches(folder)
    await stack.stop_part("kraftcenter")
    await reset_intake_to_start(stack, "kraftcenter")
    switches.on("kraftcenter", INTAKE_INBOX_OFF)
    with stack.changed_environment("kraftcenter", **switches.environment):
        await stack.start_part("kraftcenter")
        try:
            yield
        finally:
            await stack.stop_part("kraftcenter")
    await stack.start_part("kraftcenter")


async def test_without_the_inbox_the_same_check_fails(
    driver: Driver, stack: Stack, social: KafkaApp, kraft: KafkaApp, tmp_path: Path
) -> None:
    """No second answer: the inbox keeps a redelivered record from being answered again; without it the check bites."""
    written = await mixture.write(driver, social, kraft, rounds=1, never=False)
    await mixture.answered(written)
    await at_rest(driver)
    assert mixture.faults(written) == []
    async with _read_again_without_inbox(stack, tmp_path):
        await at_rest(driver)
    assert len(mixture.faults(written)) > mixture.CITIZENS
