"""What each kind of reader is to read of an event, as cases of a test."""

from collections.abc import Iterable, Mapping

import pytest

from services.notifications.domain.recipient import Kind
from shared.contracts import Fact


def each_reading(said: Iterable[tuple[Fact, Mapping[Kind, str]]]) -> pytest.MarkDecorator:
    """One case for each reader of each event: `fact`, `reader` and `said`."""
    return pytest.mark.parametrize(
        ("fact", "reader", "said"),
        [
            pytest.param(fact, reader, words, id=f"{type(fact).__name__}-{n}-{reader}")
            for n, (fact, read) in enumerate(said)
            for reader, words in read.items()
        ],
    )
