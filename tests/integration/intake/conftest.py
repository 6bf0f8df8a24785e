"""Two departments' apps at the Kafka door of the one stack of the run."""

from collections.abc import AsyncIterator

import pytest

from deploy.embedded.stack import Stack
from tests.integration.intake.writer import KafkaApp
from tests.integration.story import KRAFT, SOCIAL


@pytest.fixture(scope="package")
async def social(stack: Stack) -> AsyncIterator[KafkaApp]:
    async with KafkaApp.open(stack, SOCIAL) as app:
        yield app


@pytest.fixture(scope="package")
async def kraft(stack: Stack) -> AsyncIterator[KafkaApp]:
    async with KafkaApp.open(stack, KRAFT) as app:
        yield app
