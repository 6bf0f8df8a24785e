"""What brokers know of one another: who has come, and whether one has caught up with the others."""

import asyncio
from collections.abc import Callable
from typing import Any

from shared.messaging.topics_admin import Cluster, connect

PATIENCE_S = 120.0
PAUSE_S = 0.2
ASK_S = 5.0


async def until_registered(cluster: Cluster, count: int) -> None:
    """Until so many brokers are there: topics made before would have fewer copies. Raises `TimeoutError`."""
    if count > 1:
        await _until(cluster, lambda metadata: len(metadata.brokers) >= count)


async def until_whole(cluster: Cluster, node_id: int) -> None:
    """Until this broker is in sync wherever it holds a copy. Raises `TimeoutError`."""
    await _until(cluster, lambda metadata: node_id in metadata.brokers and not behind(metadata, node_id))


def behind(metadata: Any, node_id: int | None = None) -> int:
    """Partitions of which this broker, or any, holds a copy that is not in sync; of a `ClusterMetadata`."""
    return sum(
        1
        for topic in metadata.topics.values()
        for partition in topic.partitions.values()
        if (set(partition.replicas) - set(partition.isrs)) & ({node_id} if node_id else set(partition.replicas))
    )


async def _until(cluster: Cluster, holds: Callable[[Any], bool]) -> None:
    from confluent_kafka import KafkaException

    admin = connect(cluster)
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                if holds(await asyncio.to_thread(admin.list_topics, timeout=ASK_S)):
                    return
            except KafkaException:  # nobody is elected yet
                pass
            await asyncio.sleep(PAUSE_S)
