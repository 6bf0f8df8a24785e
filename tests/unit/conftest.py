"""What every unit test has around it.

Imports stand where they are used: the process that hands the tests out to others needs none of them.
"""

import gc
import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--half", type=int, choices=(0, 1), help="every other file only, from the first or the second on")


# Named one by one, two hundred files cost a second: pytest looks for what belongs to each.
def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    half = config.getoption("half", None)
    if half is None or collection_path.is_dir():
        return None
    return collection_path not in _half(half) or None


@cache
def _half(half: int) -> frozenset[Path]:
    return frozenset(sorted(Path(__file__).parent.rglob("test_*.py"))[half::2])


def pytest_configure(config: pytest.Config) -> None:
    # Thousands of modules are loaded before the first test; nothing they make is rubbish.
    gc.disable()
    if config.getoption("numprocesses", 0) and not config.getoption("hypothesis_profile", None):
        return
    from hypothesis import HealthCheck, settings

    # A run is quick, and each tries other examples. `make test-thorough` looks longer, however slow the machine.
    settings.register_profile("quick", max_examples=20, deadline=None, database=None)
    settings.register_profile("thorough", max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("quick")


def pytest_collection_finish() -> None:
    # What the imports made stays: it need not be searched for rubbish again and again.
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _key_read_once() -> Iterator[None]:
    """Reading an RSA key proves its primes prime again, which takes longer than a page."""
    from unittest import mock

    from deploy.embedded.issuer.tokens import load_key

    with mock.patch("deploy.embedded.issuer.app.load_key", cache(load_key)):
        yield


@pytest.fixture(scope="session", autouse=True)
def _plain_logs() -> Iterator[None]:
    """Structlog's own default draws every frame of a fault in colours, which takes longer than most tests."""
    import structlog

    renderer = structlog.processors.KeyValueRenderer(key_order=["event"])
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET),
    )
    yield
    structlog.reset_defaults()
