"""What every unit test has around it."""

import logging
from collections.abc import Iterator

import pytest
import structlog


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
