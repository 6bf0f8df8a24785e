"""One place for all rows."""

from collections.abc import AsyncIterator

import pytest

from benchmarks.place import Place
from deploy.embedded.stack import Stack


@pytest.fixture(scope="package")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with Stack(tmp_path_factory.mktemp("benchmarks"), services=(), parts={"postgres", "kafka"}) as stack:
        yield await Place.on(stack, small=True)
