"""Whether a consumer group can be joined: the port opens well before the group coordinator is ready."""

import asyncio
import logging

from shared.messaging.topics import AUDITOR, SERVICES, events_topic

PATIENCE_S = 60.0
PAUSE_S = 0.1


async def wait_until_joinable(bootstrap: str, passwords: dict[str, str]) -> None:
    """Joins a group as the auditor, gets partitions, and leaves. Raises `TimeoutError` after a minute."""
    from aiokafka.errors import KafkaError

    logging.getLogger("aiokafka").setLevel(
        logging.CRITICAL
    )  # it logs each retry as an error; the retries are the point
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                await _join(bootstrap, passwords[AUDITOR])
            except KafkaError:  # among others that a right just given has not reached the broker's cache
                await asyncio.sleep(PAUSE_S)
            else:
                return


async def _join(bootstrap: str, password: str) -> None:
    from aiokafka import AIOKafkaConsumer

    consumer = AIOKafkaConsumer(
        *(events_topic(service) for service in SERVICES),
        bootstrap_servers=bootstrap,
        group_id=f"{AUDITOR}-readiness",
        enable_auto_commit=False,
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username=AUDITOR,
        sasl_plain_password=password,
    )
    try:
        await consumer.start()
        while not consumer.assignment():  # noqa: ASYNC110 (aiokafka has no event for it)
            await asyncio.sleep(PAUSE_S)
    finally:
        await consumer.stop()
