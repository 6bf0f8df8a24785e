"""How a service's reader is told where Kafka is."""

import pytest

from shared.runtime import read_settings
from shared.runtime.kafka import make_broker
from tests.unit.runtime.environment import ENVIRONMENT


@pytest.mark.parametrize(
    ("told", "addresses"),
    [
        ("kafka:9092", ["kafka:9092"]),
        ("kafka-1:9092,kafka-2:9092, kafka-3:9092", ["kafka-1:9092", "kafka-2:9092", "kafka-3:9092"]),
    ],
)
def test_each_bootstrap_address_is_one(told: str, addresses: list[str]) -> None:
    """`host:port,…`: taken for one address, three brokers would be one host nobody knows, and nothing be read."""
    settings = read_settings({**ENVIRONMENT, "SAMSPIL_KAFKA_BOOTSTRAP": told})
    assert make_broker(settings).specification.url == addresses
