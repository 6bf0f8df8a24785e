"""Real attempts on a real broker: one principal tries to read, to write and to join groups; the broker's word counts.

The requests are sent as they are, without a client's own look at what there is: a client that may not see a topic would
never ask for its records, and nothing would have been tried.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

from aiokafka.conn import AIOKafkaConnection, create_conn
from aiokafka.errors import GroupAuthorizationFailedError, NoError, TopicAuthorizationFailedError
from aiokafka.protocol.fetch import FetchRequest
from aiokafka.protocol.group import JoinGroupRequest, ProtocolMetadata
from aiokafka.protocol.metadata import MetadataRequest
from aiokafka.protocol.produce import ProduceRequest
from aiokafka.record.default_records import DefaultRecordBatchBuilder

PATIENCE_S = 30.0
ALLOWED, REFUSED = NoError.errno, TopicAuthorizationFailedError.errno


@dataclass(frozen=True, order=True)
class Access:
    """Somebody may do something with something: see, read or write a topic, or join a group."""

    principal: str
    operation: str
    name: str


class Principal:
    """One user's connection to the one broker there is."""

    def __init__(self, name: str, connection: AIOKafkaConnection) -> None:
        self.name = name
        self._connection = connection

    @classmethod
    @asynccontextmanager
    async def signed_in(cls, bootstrap: str, name: str, password: str, **other: str) -> AsyncIterator[Self]:
        """Raises what aiokafka raises where the broker does not let the user in. `other`: another way to sign in."""
        host, port = bootstrap.split(":")
        login = {"security_protocol": "SASL_PLAINTEXT", "sasl_mechanism": "SCRAM-SHA-512", **other}
        async with asyncio.timeout(PATIENCE_S):
            connection = await create_conn(
                host, int(port), client_id=name, sasl_plain_username=name, sasl_plain_password=password, **login
            )
        try:
            yield cls(name, connection)
        finally:
            await connection.close()

    async def everything(self, topics: Collection[str], groups: Iterable[str]) -> set[Access]:
        """What the broker lets this user do, of all that could be done."""
        return {
            *(Access(self.name, "see", topic) for topic in await self.sees(topics)),
            *(Access(self.name, "read", topic) for topic in await self.reads(topics)),
            *(Access(self.name, "write", topic) for topic in await self.writes(topics)),
            *(Access(self.name, "join", group) for group in await self.joins(groups)),
        }

    async def sees(self, topics: Collection[str]) -> set[str]:
        """The topics the broker told about."""
        answer = await self._connection.send(MetadataRequest(list(topics)))
        return _allowed(topics, {topic: code for code, topic, *_ in answer.topics})

    async def reads(self, topics: Collection[str]) -> set[str]:
        """The topics whose records the broker gave, or would have given if there were any."""
        asked = [(topic, [(0, 0, 4096)]) for topic in topics]
        answer = await self._connection.send(FetchRequest(10, 0, 1_000_000, 0, asked))
        return _allowed(topics, {topic: partitions[0][1] for topic, partitions in answer.topics})

    async def writes(self, topics: Collection[str]) -> set[str]:
        """The topics that took a record."""
        batch = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, -1, 1024)
        batch.append(0, None, b"nobody", b"{}", [])
        record = bytes(batch.build())
        asked = [(topic, [(0, record)]) for topic in topics]
        answer = await self._connection.send(ProduceRequest(None, -1, 10_000, asked))
        return _allowed(topics, {topic: partitions[0][1] for topic, partitions in answer.topics})

    async def joins(self, groups: Iterable[str]) -> set[str]:
        """The groups that would have taken this user as a member."""
        wanted = ProtocolMetadata(0, ["intake.nobody"], b"").encode()
        result = set()
        for group in groups:
            request = JoinGroupRequest(group, 10_000, 10_000, "", None, "consumer", [("range", wanted)])
            answer = await self._connection.send(request)
            if answer.error_code != GroupAuthorizationFailedError.errno:
                result.add(group)
        return result


def _allowed(topics: Collection[str], codes: dict[str, Any]) -> set[str]:
    assert codes.keys() == set(topics), "the broker did not answer for every topic"
    assert set(codes.values()) <= {ALLOWED, REFUSED}, "the broker failed in another way"
    return {topic for topic, code in codes.items() if code == ALLOWED}
