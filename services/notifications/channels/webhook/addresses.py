"""Which addresses a webhook may lead to: an app's word must not make us reach into our own network."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpcore2

# Written out: what Python's `is_global` takes for public has changed from one version to the next.
_NOT_PUBLIC_4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ),
    )
)  # fmt: skip
_PUBLIC_6 = ip_network("2000::/3")
# Protocols' own (Teredo and others), documentation, and what wraps an IPv4 address (6to4).
_NOT_PUBLIC_6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")))

_RESOLVE_SECONDS = 5.0
_LOOKUPS = 8

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class Forbidden(Exception):
    """A name that leads to an address nothing is sent to."""


def is_public(address: str) -> bool:
    """Whether it is an address of the open internet; whatever is no address at all is not."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC_4)
    return _is_public_6(ip)


def _is_public_6(ip: IPv6Address) -> bool:
    return ip in _PUBLIC_6 and not any(ip in network for network in _NOT_PUBLIC_6)


class Resolver:
    """Asks the system's resolver in threads of its own: a name server that keeps silent holds no others."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOKUPS, thread_name_prefix="webhook-names")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """The addresses. Raises OSError where there are none."""
        look = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._threads, look)
        except UnicodeError as error:
            # No name at all: one with an empty or an endless label.
            raise OSError from error
        return list(dict.fromkeys(str(address[0]) for *_, address in found))

    def close(self) -> None:
        """Waits for nobody: what is being looked up is looked up in vain."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Gate:
    """Says where a name leads, and whether anything may be sent there.

    `private` allows every address. A name with one forbidden address among its addresses is forbidden: which of them
    would be used is not the app's to play with.
    """

    def __init__(self, *, private: bool, resolve: Resolve) -> None:
        self.private = private
        self._resolve = resolve

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """Raises OSError, a resolver that takes too long included, or Forbidden."""
        async with asyncio.timeout(_RESOLVE_SECONDS):
            found = await self._resolve(host, port)
        if not self.private and not all(map(is_public, found)):
            raise Forbidden
        return found


class CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to the very address that was checked: a name that is looked up twice may answer differently the second
    time. The name itself stays in the certificate's check and the Host header."""

    def __init__(self, gate: Gate, through: httpcore2.AsyncNetworkBackend | None = None) -> None:
        self._gate = gate
        self._through = through or httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 (the library's own parameter)
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        failed: Exception = httpcore2.ConnectError()
        try:
            found = await self._gate.addresses(host, port)
        except OSError as error:
            raise Unresolved from error
        for address in found:
            try:
                return await self._through.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        raise failed


class Unresolved(Exception):
    """A name that leads nowhere just now."""
