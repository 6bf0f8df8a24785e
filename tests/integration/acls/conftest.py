"""A broker with nobody else at it: what the tests write where they may would be taken for events by a service."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from deploy.embedded import credentials
from deploy.embedded.people import APPS
from deploy.embedded.stack import Stack
from shared.messaging.topics import AUDITOR, SERVICES
from shared.messaging.topics_admin import Cluster
from shared.messaging.topics_app import AppTopics

ADDED = "skole-app"
"""An app that came while the broker ran."""


@dataclass(frozen=True)
class Broker:
    """Where it is, and everybody's password at it."""

    cluster: Cluster
    apps: tuple[str, ...]
    passwords: dict[str, str]

    @property
    def principals(self) -> tuple[str, ...]:
        return (*SERVICES, *self.apps, AUDITOR)


@pytest.fixture(scope="package")
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Broker]:
    async with Stack(tmp_path_factory.mktemp("broker"), services=(), parts={"kafka"}) as stack:
        words = credentials.load(stack.layout)
        await asyncio.to_thread(AppTopics(stack.cluster).open, ADDED, APPS, "a-word-of-its-own")
        yield Broker(stack.cluster, (*APPS, ADDED), {**words.kafka, ADDED: "a-word-of-its-own"})
