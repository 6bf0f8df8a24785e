"""What has arrived: one file a mail, so that a restart loses none."""

import email
import email.policy
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as the page shows it. `arrived` is when it came, in RFC 3339."""

    to: str
    sender: str
    subject: str
    date: str
    message_id: str
    arrived: str
    body: str


class Box:
    """Takes mails from aiosmtpd (the method's name is its) and gives the latest ones back."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        name = f"{time.time_ns():020d}"
        draft = self._folder / f".{name}"
        draft.write_bytes(envelope.original_content or b"")
        draft.replace(self._folder / f"{name}.eml")
        return "250 OK"

    def latest(self) -> list[Mail]:
        """Newest first, at most 200."""
        return [_read(path) for path in sorted(self._folder.glob("*.eml"), reverse=True)[:SHOWN]]


def _read(path: Path) -> Mail:
    message = email.message_from_bytes(path.read_bytes(), EmailMessage, policy=email.policy.default)
    text = message.get_body(("plain", "html"))
    return Mail(
        to=str(message.get("To", "")),
        sender=str(message.get("From", "")),
        subject=str(message.get("Subject", "")),
        date=str(message.get("Date", "")),
        message_id=str(message.get("Message-ID", "")),
        arrived=datetime.fromtimestamp(int(path.stem) // 1_000_000_000, UTC).isoformat(),
        body=text.get_content() if text is not None else "",
    )
