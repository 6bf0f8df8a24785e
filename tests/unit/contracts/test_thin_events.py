"""Nothing that identifies directly ever stands on Kafka."""

from datetime import datetime
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field

from shared.contracts import Fact, Part, every_fact
from shared.contracts.codes import DepartmentCode
from shared.contracts.limits import Count
from tests.unit.contracts.thinness import loose_fields, own_words


@pytest.mark.parametrize("fact", every_fact(), ids=lambda fact: fact.type)
def test_no_field_can_hold_free_text_or_an_identity(fact: type[Fact]) -> None:
    """V1: closed lists, ids, days, aware moments, bounded numbers and yes or no: nothing else in any event."""
    loose = set(loose_fields(fact))
    # A receipt's offset is Kafka's own number and has no upper bound.
    assert loose <= ({f"{fact.__name__}.offset"} if fact.owner == "intake" else set())


@pytest.mark.parametrize("fact", [f for f in every_fact() if f.owner != "intake"], ids=lambda fact: fact.type)
def test_events_hold_no_words_at_all(fact: type[Fact]) -> None:
    """V1: even words of our own stand only in answers to apps, never in an event."""
    assert own_words(fact) == []


class _Words(Part):
    note: str


@pytest.mark.parametrize(
    "annotation",
    [
        str,
        str | None,
        Annotated[str, Field(max_length=10)],
        tuple[str, ...],
        dict[str, int],
        Any,
        bytes,
        float,
        int,
        Annotated[int, Field(ge=0)],
        datetime,
        _Words,
        tuple[_Words, ...],
    ],
    ids=str,
)
def test_the_walk_bites(annotation: Any) -> None:
    """V1: a field in which words, a number of any length or a moment without offset could stand is found."""
    model = type("Loose", (BaseModel,), {"__annotations__": {"field": annotation, "department": DepartmentCode}})
    assert len(loose_fields(model)) == 1


def test_the_walk_lets_what_is_thin_pass() -> None:
    """V1: a code from a closed list and a bounded number are no one's identity."""
    fields = {"department": DepartmentCode | None, "told": Count}
    assert loose_fields(type("Thin", (BaseModel,), {"__annotations__": fields})) == []
