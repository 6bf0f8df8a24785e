"""Where a webhook may lead, by literal address and by name, and that the address checked is the one connected to."""

import asyncio
import socket
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing
from typing import Any

import httpcore2
import pytest

from services.notifications.channels.webhook.addresses import (
    CheckedBackend,
    Forbidden,
    Gate,
    Resolver,
    Unresolved,
    is_public,
)
from services.notifications.channels.webhook.client import Client
from services.notifications.domain.webhook import check_types, check_url
from shared.contracts import Refused

PUBLIC = ["1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.0.1", "100.128.0.1", "2606:4700:4700::1111",
          "2001:4860:4860::8888", "2a01:4f8::1"]  # fmt: skip
PRIVATE = [
    "0.0.0.1", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1", "192.88.99.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "224.0.1.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1",
    "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_the_open_internet_may_be_reached(address: str) -> None:
    """A receiver lies somewhere public."""
    assert is_public(address)


@pytest.mark.parametrize("address", [*PRIVATE, "localhost", "", "127.1", "0x7f000001"])
def test_nothing_else_may(address: str) -> None:
    """Loopback, private, link-local, shared, multicast, reserved, documentation, and what wraps an IPv4 address; and
    whatever is no address: names are looked up first."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/hook", "ftp://example.org/", "https://", "https:///hook", "//example.org", "example.org",
        "https://user:secret@example.org/", "https://user@example.org/", "https://example.org/#part",
        "https://exa mple.org", "https://example.org:0/", "https://example.org:99999/", "https://[::1/", "https://example.org/\n",
        "javascript:1", "https://blåbær.example/",
        "https://example.org/" + "x" * 2000,
    ],
)  # fmt: skip
def test_addresses_that_will_not_do(url: str) -> None:
    """TLS and a plain address, without a password in it; nothing is repeated in the refusal."""
    with pytest.raises(Refused) as refused:
        check_url(url, plain=False)
    assert [error.pointer for error in refused.value.errors] == ["/url"]
    assert "secret" not in str(refused.value.errors)


def test_addresses_that_will() -> None:
    """With a port and a query; without TLS in the embedded stack alone."""
    check_url("https://example.org:8443/hook?app=1", plain=False)
    check_url("http://127.0.0.1:1234/hook", plain=True)


def test_only_types_of_the_catalogue() -> None:
    """A type nobody publishes would never come: the one at fault is named."""
    check_types(["dk.samspil.henvisning.oprettet.v1"])
    with pytest.raises(Refused) as refused:
        check_types(["dk.samspil.henvisning.oprettet.v1", "dk.samspil.henvisning.oprettet.v9"])
    assert [error.pointer for error in refused.value.errors] == ["/types/1"]


class _Names:
    """A resolver whose answers change from one question to the next."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if not answer:
            raise OSError
        return answer


class Network(httpcore2.AsyncNetworkBackend):
    """Notes what is connected to, and refuses it."""

    def __init__(self) -> None:
        self.connected: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the library's own parameter)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        self.connected.append(host)
        raise httpcore2.ConnectError


async def test_a_name_that_changes_its_mind_reaches_nothing_private() -> None:
    """DNS rebinding: public when it is set, private when it is sent to. The second answer is checked as the first was,
    and nothing is connected to that was not."""
    names, network = _Names(["1.1.1.1"], ["127.0.0.1"]), Network()
    gate = Gate(private=False, resolve=names)
    assert await Client(gate).may_reach("https://rebinding.example/hook")
    with pytest.raises(Forbidden):
        await CheckedBackend(gate, network).connect_tcp("rebinding.example", 443)
    assert network.connected == []


async def test_what_is_connected_to_is_the_address_that_was_checked() -> None:
    """One lookup a connection: a name handed on to the library would be looked up again. All are tried."""
    names, network = _Names(["1.1.1.1", "8.8.8.8"], ["127.0.0.1"]), Network()
    with pytest.raises(httpcore2.ConnectError):
        await CheckedBackend(Gate(private=False, resolve=names), network).connect_tcp("public.example", 443)
    assert network.connected == ["1.1.1.1", "8.8.8.8"]
    assert names.asked == 1


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["::ffff:10.0.0.1"], []])
async def test_a_name_with_one_private_address_may_not_be_set(answer: list[str]) -> None:
    """At the setting: one forbidden address is enough, and a name that leads nowhere is answered alike."""
    assert not await Client(Gate(private=False, resolve=_Names(answer))).may_reach("https://inside.example/hook")


async def test_the_embedded_stack_may_reach_itself() -> None:
    """The setting that lets a demo's receiver lie on the same machine."""
    assert await Client(Gate(private=True, resolve=_Names(["127.0.0.1"]))).may_reach("http://127.0.0.1:1/hook")


async def test_a_name_that_leads_nowhere_is_told_apart_when_it_is_sent_to() -> None:
    """In the log an app can see that its name cannot be found."""
    with pytest.raises(Unresolved):
        await CheckedBackend(Gate(private=False, resolve=_Names([])), Network()).connect_tcp("gone.example", 443)


@pytest.mark.parametrize("url", ["https://a..b/", f"https://{'a' * 64}.example/"])
async def test_what_is_no_name_leads_nowhere(url: str) -> None:
    """An empty or an endless label: answered as a name that cannot be found, and no fault of ours."""
    with closing(Resolver()) as resolver:
        assert not await Client(Gate(private=False, resolve=resolver)).may_reach(url)


async def test_a_silent_name_server_holds_none_of_the_process_own_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many names an app lets us look up in vain: the rest of the service's work in threads goes on."""
    answers = threading.Event()

    def silent(*_: Any, **__: Any) -> list[Any]:
        answers.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    with closing(Resolver()) as resolver:
        looking = [asyncio.create_task(_addresses(resolver)) for _ in range(100)]
        await asyncio.sleep(0.05)
        try:
            async with asyncio.timeout(10):
                assert await asyncio.to_thread(threading.current_thread) is not None
            assert sum(t.name.startswith("webhook-names") for t in threading.enumerate()) == 8
        finally:
            answers.set()
            for task in looking:
                task.cancel()
            await asyncio.gather(*looking, return_exceptions=True)


async def _addresses(resolver: Resolver) -> Sequence[str]:
    return await resolver("silent.example", 443)
