"""What a service's parts know of each other."""

import importlib
from typing import Any

import pytest

from shared.intake import WAITING
from shared.runtime import read_settings
from shared.runtime.parts import Parts
from shared.telemetry import Metrics
from shared.timers import Clocks
from tests.unit.runtime.environment import ENVIRONMENT
from tests.unit.runtime.test_chassis import a_service

SERVICES = ("referral", "kraftcenter", "notifications")
NO_SILENCE = {
    "hold": "the day has come until which it was to rest",
    "companionship": "it has lasted as long as it may",
    "vacancy": "a place is free",
    "snooze": "what was put off comes back",
}
"""Clocks that tell of nobody who should have said something."""


@pytest.mark.parametrize("service", SERVICES)
def test_whose_clocks_tell_of_silence(service: str) -> None:
    """R4, N4: every other clock spares who had no door to answer through, so a new one says which it is."""
    clocks: Clocks = importlib.import_module(f"services.{service}.clocks").clocks
    assert clocks.kinds() - clocks.silences() == clocks.kinds() & NO_SILENCE.keys()


async def test_a_report_that_waits_is_refused_after_no_outage() -> None:
    """R4: what it names may stand on Kafka unread; refusing it is final."""
    pool: Any = None
    parts = Parts(a_service(), read_settings(ENVIRONMENT), pool, Metrics())
    assert WAITING in parts.ticker._silences
