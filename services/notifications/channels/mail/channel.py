"""The channel mail: there where a mail server is named."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from services.notifications.channels.mail.post import Post, Security
from services.notifications.channels.mail.sender import MailSender
from services.notifications.ports import Channel, Parts, Sender


@asynccontextmanager
async def _open(parts: Parts) -> AsyncIterator[Sender]:
    told = parts.settings
    post = Post(
        host=told["smtp_host"],
        port=int(told["smtp_port"]),
        sender=told["mail_from"],
        security=cast("Security", told["smtp_security"]),
        username=told.get("smtp_username"),
        password=told.get("smtp_password"),
    )
    yield MailSender(parts.letters, post, parts.public_url)


CHANNEL = Channel(code="mail", open=_open, needs=("smtp_host", "mail_from"), contact="email")
