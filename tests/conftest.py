"""One stack for the whole run: real Kafka, PostgreSQL, Zipkin and issuer, started when the first test asks for it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from deploy.embedded.stack import Stack

# Only what a test waits for is short; every other clock runs as in production.
CLOCKS = {
    "answer.peer-gruppe": "PT2S",
    "answer.paaroerende-netvaerk": "PT1S",
    "level2.paaroerende-netvaerk": "PT1S",
    "level3.paaroerende-netvaerk": "PT1S",
    "follow_up.kraftcenter-hjaelp": "PT2S",
    "level2.kraftcenter-hjaelp": "PT1S",
    "level3.kraftcenter-hjaelp": "PT1S",
    "waiting": "PT15S",
}


@pytest.fixture(scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator["Stack"]:
    """The whole system on free ports in a folder of its own."""
    from deploy.embedded.stack import Stack  # here, as unit tests do without

    root: Path = tmp_path_factory.mktemp("stack")
    async with Stack(root, clocks=CLOCKS) as running:
        yield running


@pytest.fixture(scope="session")
def endpoints(stack: "Stack") -> dict[str, Any]:
    """What `endpoints.json` says of it."""
    return stack.endpoints
