"""The many ways to write an address of our own: none is taken for a webhook, and none is connected to."""

from contextlib import closing, suppress

import httpcore2
import pytest

from services.notifications.channels.webhook.addresses import CheckedBackend, Forbidden, Gate, Resolver, Unresolved
from services.notifications.channels.webhook.client import Client
from tests.unit.notifications.test_webhook_addresses import Network

FORMS = [
    "127.0.0.1", "127.1", "0", "0.0.0.0", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1",  # noqa: S104
    "localhost", "LOCALHOST", "169.254.169.254", "2852039166", "0xa9fea9fe", "10.1", "[::1]", "[::]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:a9fe:a9fe]", "[64:ff9b::7f00:1]", "[fe80::1]",
    "[fd00:ec2::254]", "①②⑦.⓪.⓪.①", "127。0。0。1",
]  # fmt: skip


@pytest.mark.parametrize("host", FORMS, ids=ascii)
async def test_an_address_of_our_own_is_known_in_every_spelling(host: str) -> None:
    """OWASP (server-side request forgery): decimal, octal, hexadecimal, shortened, mapped, in other digits: neither
    set nor, had it been set, connected to."""
    network = Network()
    with closing(Resolver()) as resolver:
        gate = Gate(private=False, resolve=resolver)
        assert not await Client(gate).may_reach(f"https://{host}/hook")
        with pytest.raises((Forbidden, Unresolved)):
            await CheckedBackend(gate, network).connect_tcp(host.strip("[]"), 443)
    assert network.connected == []


async def test_without_the_check_they_lead_home() -> None:
    """OWASP: the check above can fail: these are spellings, not names that nobody knows."""
    network = Network()
    with closing(Resolver()) as resolver, suppress(httpcore2.ConnectError):
        await CheckedBackend(Gate(private=True, resolve=resolver), network).connect_tcp("2130706433", 443)
    assert network.connected == ["127.0.0.1"]
