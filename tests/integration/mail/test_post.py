"""Handing a mail over to a real SMTP server on the loopback address."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.smtp import SMTP

from services.notifications.channels.mail import Post
from services.notifications.channels.mail.composition import news
from services.notifications.channels.mail.post import Ready
from services.notifications.domain.delivery import Outcome

TO = "eva.holm@example.org"


@dataclass
class Server:
    """Answers as it is told; `taken` are the mails it has said 250 to."""

    rcpt: str = "250 OK"
    data: str = "250 OK"
    taken: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data.startswith("250"):
            self.taken.append(envelope.content)
        return self.data


@asynccontextmanager
async def serving(protocol: Callable[[], asyncio.BaseProtocol]) -> AsyncIterator[Post]:
    listener = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        yield Post("127.0.0.1", port, "samspil@kommunen.example", security="none")


async def handed_over(post: Post) -> Outcome:
    mail = news(UUID(int=1), TO, post.sender, "https://samspil.example/indbakke", datetime(2026, 1, 5, tzinfo=UTC))

    async def ready() -> Ready:
        return Ready(mail, TO)

    return await post.hand_over(ready)


async def test_a_mail_is_handed_over() -> None:
    """Mail: the server has it, word for word, before it counts as delivered."""
    server = Server()
    async with serving(lambda: SMTP(server, hostname="mail.example")) as post:
        outcome = await handed_over(post)
    assert outcome == Outcome("delivered", delivered=True)
    (content,) = server.taken
    assert b"Subject: Der er nyt i Samspil" in content


@pytest.mark.parametrize(
    ("server", "outcome"),
    [
        (Server(rcpt="550 no such user"), Outcome("recipient_refused", status=550, lane=False)),
        (Server(rcpt="451 try again"), Outcome("recipient_put_off", retry=True, status=451, lane=False)),
        (Server(data="554 unwanted"), Outcome("mail_refused", status=554, lane=False)),
        (Server(data="452 full"), Outcome("put_off", retry=True, status=452)),
    ],
    ids=lambda value: value.code if isinstance(value, Outcome) else "",
)
async def test_what_the_server_says_no_to(server: Server, outcome: Outcome) -> None:
    """Mail: for good is given up at once, for now is tried again; a refused mail is not there."""
    async with serving(lambda: SMTP(server, hostname="mail.example")) as post:
        assert await handed_over(post) == outcome
    assert server.taken == []


async def test_a_server_that_offers_no_encryption_gets_nothing() -> None:
    """Mail: where STARTTLS is asked for, the address does not travel in clear because the server knows no better."""
    server = Server()
    async with serving(lambda: SMTP(server, hostname="mail.example")) as plain:
        outcome = await handed_over(Post(plain.host, plain.port, plain.sender, security="starttls"))
    assert (outcome.delivered, outcome.retry) == (False, True)
    assert server.taken == []


async def test_a_server_that_is_away_is_tried_again() -> None:
    """Mail: nobody at the port, and one who hangs up at once."""
    async with serving(asyncio.Protocol) as post:
        away = post

    class HangsUp(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            transport.close()

    assert (await handed_over(away)).retry
    async with serving(HangsUp) as post:
        outcome = await handed_over(post)
    assert (outcome.code, outcome.retry) == ("unreachable", True)


async def test_what_may_not_be_sent_when_the_server_is_ready_is_not() -> None:
    """P2: asked when the connection stands; the server is told of no recipient."""
    server = Server(rcpt="550 no such user")
    withdrawn = Outcome("withdrawn", stop=True, lane=False)

    async def ask() -> Outcome:
        return withdrawn

    async with serving(lambda: SMTP(server, hostname="mail.example")) as post:
        assert await post.hand_over(ask) == withdrawn
    assert server.taken == []


async def test_a_fault_of_ours_is_not_the_mail_servers() -> None:
    """Mail: a database that cannot be asked says nothing of the mail server."""

    async def ask() -> Outcome:
        raise ConnectionResetError

    async with serving(lambda: SMTP(Server(), hostname="mail.example")) as post:
        with pytest.raises(ConnectionResetError):
            await post.hand_over(ask)


async def test_a_goodbye_that_does_not_come_changes_nothing() -> None:
    """N2: once the server has said yes the mail is delivered; tried again it would come twice."""

    class Rude(SMTP):
        async def smtp_QUIT(self, arg: str) -> None:
            assert isinstance(self.transport, asyncio.Transport)
            self.transport.abort()

    server = Server()
    async with serving(lambda: Rude(server, hostname="mail.example")) as post:
        assert (await handed_over(post)).delivered
    assert len(server.taken) == 1
