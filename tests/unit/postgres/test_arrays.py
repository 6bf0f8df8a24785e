"""What the driver takes for an array."""

from collections.abc import Iterable
from typing import Any

import pytest
from asyncpg.protocol import protocol

from shared.postgres._arrays import tell_arrays_by_type


def test_the_driver_asks_as_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of it may ask otherwise; then each value costs more again, and this says so."""
    monkeypatch.setattr(protocol, "IterableABC", Iterable)
    tell_arrays_by_type()
    for array in ([1], (1,), {1}, frozenset({1}), {1: 2}.keys(), {1: 2}.values()):
        assert isinstance(array, _asked())
    for value in ("text", b"bytes", 1, {1: 2}):
        assert not isinstance(value, _asked())


def test_a_driver_that_asks_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is left as it is."""
    monkeypatch.delattr(protocol, "IterableABC")
    tell_arrays_by_type()
    assert not hasattr(protocol, "IterableABC")


def _asked() -> Any:
    return vars(protocol)["IterableABC"]
