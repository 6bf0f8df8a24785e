"""What every unit test has around it."""

import gc
import logging
from collections.abc import Iterator
from functools import cache
from unittest import mock

import pytest
import structlog
from hypothesis import settings

from deploy.embedded.issuer.tokens import load_key

# A run is quick, and each tries other examples. `pytest tests/unit --hypothesis-profile=thorough` looks longer.
settings.register_profile("quick", max_examples=40, deadline=None)
settings.register_profile("thorough", max_examples=1_000, deadline=None)
settings.load_profile("quick")


@pytest.fixture(scope="session", autouse=True)
def _key_read_once() -> Iterator[None]:
    """Reading an RSA key proves its primes prime again, which takes longer than a page."""
    with mock.patch("deploy.embedded.issuer.app.load_key", cache(load_key)):
        yield


@pytest.fixture(scope="session", autouse=True)
def _plain_logs() -> Iterator[None]:
    """Structlog's own default draws every frame of a fault in colours, which takes longer than most tests."""
    renderer = structlog.processors.KeyValueRenderer(key_order=["event"])
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET),
    )
    yield
    structlog.reset_defaults()


def pytest_collection_finish() -> None:
    # What the imports made stays: it need not be searched for rubbish again and again.
    gc.freeze()
