"""Apps that come for one test and are gone after it."""

from collections.abc import AsyncIterator
from itertools import count

import pytest

from deploy.embedded.stack import Stack
from tests.integration.apps.screens import apps

_numbers = count(1000)


@pytest.fixture
async def name(stack: Stack) -> AsyncIterator[str]:
    """A name no app had before. Whatever has it afterwards is removed."""
    given = f"proeve-{next(_numbers)}"
    yield given
    await apps(stack, "remove", given, "--now")
