"""The data of an event as it stands on Kafka."""

from hypothesis import given

from shared.contracts import Fact, NoticesDelivered
from tests.unit.contracts.builders import facts, of_type


@given(facts() | of_type(NoticesDelivered))
def test_the_same_bytes_as_pydantic_writes(fact: Fact) -> None:
    """Also where they are put together from parts that are ready, and when those were asked for before."""
    expected = fact.model_dump_json().encode()
    assert fact.to_wire() == fact.to_wire() == expected
    assert type(fact).model_validate_json(expected) == fact
