"""How long a service keeps a connection that says nothing."""

import asyncio
from http.client import HTTPConnection

from deploy.embedded.stack import Stack


async def test_a_connection_outlives_its_clients_own_patience(stack: Stack) -> None:
    """Who closes first meets the other's next request on the way, which is then lost: they wait some five seconds."""
    host, _, port = stack.endpoints["referral"].removeprefix("http://").rpartition(":")
    connection = HTTPConnection(host, int(port), timeout=5)

    def asked() -> int:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        answer.read()
        return answer.status

    try:
        assert await asyncio.to_thread(asked) == 200
        opened = connection.sock
        await asyncio.sleep(6)
        assert await asyncio.to_thread(asked) == 200
        assert connection.sock is opened
    finally:
        connection.close()
