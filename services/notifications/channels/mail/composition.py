"""The two mails there are. Neither says whom it is about, what happened, or that anything did (N1, V1)."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from uuid import UUID

NEWS: Final = """\
Hej

Der er nyt til dig i Samspil. Log ind for at læse det:

{link}

Af hensyn til fortroligheden står der ikke mere her.

Denne mail er sendt automatisk og kan ikke besvares.

Venlig hilsen
Samspil
"""

INVITATION: Final = """\
Hej

Du er inviteret til Samspil. Her kan du læse beskeder, som er til dig.

Åbn linket, og log ind:

{link}

Linket er kun til dig, så send det ikke videre. Det kan bruges én gang og gælder i {days} dage.

Ved du ikke, hvorfor du får denne mail, så slet den. Så sker der ikke mere.

Denne mail er sendt automatisk og kan ikke besvares.

Venlig hilsen
Samspil
"""


def news(id_: UUID, to: str, sender: str, link: str, at: datetime) -> EmailMessage:
    """That there is something new."""
    return _mail(id_, to, sender, "Der er nyt i Samspil", NEWS.format(link=link), at)


def invitation(id_: UUID, to: str, sender: str, link: str, days: int, at: datetime) -> EmailMessage:
    """How to come to read it at all."""
    return _mail(id_, to, sender, "Du er inviteret til Samspil", INVITATION.format(link=link, days=days), at)


def _mail(id_: UUID, to: str, sender: str, subject: str, text: str, at: datetime) -> EmailMessage:
    """`id_` is the delivery's: whoever gets the mail twice, as can happen, sees that it is one."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address("Samspil", addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{id_}@{sender.rpartition('@')[2]}>"
    message["Content-Language"] = "da"
    # Out-of-office answers would go to an address nobody reads.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(text, cte="quoted-printable")
    return message
