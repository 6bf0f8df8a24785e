"""Which topics aiokafka's client follows."""

import asyncio

from aiokafka.consumer import consumer

from shared.messaging.following import FollowingClient, follow


async def _client() -> FollowingClient:
    return FollowingClient(bootstrap_servers="127.0.0.1:9")


def test_who_follows_all_begins_no_list() -> None:
    """Being asked about one topic makes a reader by pattern forget no other."""

    async def followed() -> set[str]:
        client = await _client()
        client.set_topics([])
        client.add_topic("intake.rejst")
        return set(client._topics)

    assert asyncio.run(followed()) == set()


def test_who_follows_some_follows_one_more() -> None:
    """A reader of named topics is left as aiokafka has it."""

    async def followed() -> set[str]:
        client = await _client()
        client.set_topics(["referral.events"])
        client.add_topic("kraftcenter.events")
        return set(client._topics)

    assert asyncio.run(followed()) == {"referral.events", "kraftcenter.events"}


def test_consumers_have_it() -> None:
    """aiokafka still takes its client from where it is put."""
    follow()
    assert consumer.AIOKafkaClient is FollowingClient
