"""Sends one signed request and says in a word what came of it."""

import asyncio
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

import httpcore2
import httpx2

from services.notifications.channels.webhook.addresses import CheckedBackend, Forbidden, Gate, Unresolved
from services.notifications.channels.webhook.body import MEDIA_TYPE
from services.notifications.channels.webhook.signing import signed
from services.notifications.domain.delivery import Outcome
from services.notifications.domain.webhook import Webhook

_TIMEOUTS = {"connect": 5.0, "write": 5.0, "read": 10.0, "pool": 5.0}
_READ_AT_MOST = 4096
_READ_SECONDS = 1.0
_CONNECTIONS = 64
_GONE = 410
_ASKS_FOR_TIME = (429, 503)
_LONGEST = timedelta(days=1)


class Client:
    """Follows no redirects, goes through no proxy, keeps no cookies and looks at no answer's body."""

    def __init__(self, gate: Gate, *, trust: ssl.SSLContext | None = None, connections: int = _CONNECTIONS) -> None:
        self._gate = gate
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=trust or ssl.create_default_context(),
            max_connections=connections,
            keepalive_expiry=5.0,
            network_backend=CheckedBackend(gate),
        )

    async def aclose(self) -> None:
        await self._pool.aclose()

    @property
    def plain(self) -> bool:
        """Whether addresses without TLS will do."""
        return self._gate.private

    async def may_reach(self, url: str) -> bool:
        """Whether the address leads somewhere, and nowhere that is forbidden. One answer for both: which names our own
        network knows is nobody's business."""
        try:
            target = httpx2.URL(url)
            await self._gate.addresses(target.raw_host.decode("ascii"), _port(target))
        except (OSError, Forbidden, httpx2.InvalidURL):
            return False
        return True

    async def post(self, webhook: Webhook, id_: UUID, body: bytes, traceparent: str | None) -> Outcome:
        """Signed now, with every secret that is live; each phase has a time of its own."""
        target = httpx2.URL(webhook.url)
        if target.scheme != "https" and not self._gate.private:
            return Outcome("forbidden_address")
        headers: list[tuple[str | bytes, str | bytes]] = [
            ("Host", target.netloc),
            ("Content-Type", MEDIA_TYPE),
            ("Content-Length", str(len(body))),
            ("User-Agent", "Samspil"),
            *signed(id_, int(time.time()), body, webhook.secrets).items(),
            *(() if traceparent is None else (("traceparent", traceparent),)),
        ]
        url = httpcore2.URL(scheme=target.raw_scheme, host=target.raw_host, port=target.port, target=target.raw_path)
        extensions = {"timeout": _TIMEOUTS}
        try:
            async with self._pool.stream("POST", url, headers=headers, content=body, extensions=extensions) as answer:
                outcome = _said(answer.status, {name.lower(): value for name, value in answer.headers})
                await _drain(answer)
                return outcome
        except Forbidden:
            return Outcome("forbidden_address", retry=True)
        except Unresolved:
            return Outcome("unresolved", retry=True)
        except httpcore2.PoolTimeout:
            # None of ours was free: no word of the receiver.
            return Outcome("busy", retry=True, lane=False)
        except httpcore2.TimeoutException:
            return Outcome("timeout", retry=True)
        except httpcore2.ConnectError:
            return Outcome("unreachable", retry=True)
        except (httpcore2.NetworkError, httpcore2.ProtocolError):
            return Outcome("broken_off", retry=True)


def _said(status: int, headers: Mapping[bytes, bytes]) -> Outcome:
    if 200 <= status < 300:
        return Outcome("delivered", delivered=True, status=status)
    if status == _GONE:
        return Outcome("gone", status=status, stop=True)
    after = _retry_after(headers.get(b"retry-after")) if status in _ASKS_FOR_TIME else None
    return Outcome("redirected" if 300 <= status < 400 else "refused", retry=True, status=status, after=after)


def _retry_after(given: bytes | None) -> timedelta | None:
    """Seconds or a date, a day at most; what is neither, or in the past, asks for nothing."""
    if given is None:
        return None
    try:
        text = given.decode("ascii").strip()
        if text.isdecimal():
            return timedelta(seconds=min(int(text), _LONGEST.total_seconds()))
        wait = parsedate_to_datetime(text) - datetime.now(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta()), _LONGEST)


async def _drain(answer: httpcore2.Response) -> None:
    """A short answer is read so that the connection can be used again; of a long or slow one no more than this."""
    read = 0
    with suppress(TimeoutError, httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.TimeoutException):
        async with asyncio.timeout(_READ_SECONDS):
            async for chunk in answer.aiter_stream():
                read += len(chunk)
                if read > _READ_AT_MOST:
                    break


def _port(url: httpx2.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)
