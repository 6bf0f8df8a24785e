"""The mail server: handing over one mail, and what it said to it in words of ours."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal, NamedTuple

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from services.notifications.domain.delivery import Outcome

Security = Literal["starttls", "tls", "none"]

_SECONDS = 10.0
_GOODBYE_SECONDS = 1.0


class Ready(NamedTuple):
    """A mail, and the address on its envelope."""

    message: EmailMessage
    to: str


@dataclass(frozen=True, slots=True)
class Post:
    """Where mails are handed over, and as whom. `sender` is an address the server may send for."""

    host: str
    port: int
    sender: str
    security: Security = "starttls"
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    async def hand_over(self, ask: Callable[[], Awaitable[Ready | Outcome]]) -> Outcome:
        """Tries once. What the server says of the recipient never leaves this function but as a number.

        `ask` is asked when the server is ready for the mail, which may take seconds; an outcome it answers with is the
        attempt's, and nothing is handed over. What it raises is no fault of the server's, and goes on as it is.
        """
        client = SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            username=self.username,
            password=self.password,
            timeout=_SECONDS,
            # Else the machine's own name is asked of the name servers, and waited for.
            local_hostname=self.sender.rpartition("@")[2],
        )
        try:
            try:
                await client.connect()
            except (SMTPException, OSError) as error:
                return outcome_of(error)
            outcome = await self._send(client, await ask())
            if outcome.delivered or outcome.stop:
                # The mail is theirs now, or nobody's, however the goodbye goes.
                with suppress(SMTPException, OSError):
                    await client.quit(timeout=_GOODBYE_SECONDS)
            return outcome
        finally:
            client.close()

    async def _send(self, client: SMTP, ready: Ready | Outcome) -> Outcome:
        if isinstance(ready, Outcome):
            return ready
        try:
            await client.send_message(ready.message, sender=self.sender, recipients=[ready.to])
        except (SMTPException, OSError) as error:
            return outcome_of(error)
        return Outcome("delivered", delivered=True)


def outcome_of(error: Exception) -> Outcome:
    """A recipient or mail refused for good is given up at once; whatever else is ours, or may pass, is tried again."""
    match error:
        case SMTPRecipientsRefused():
            code = error.recipients[0].code
            if _for_good(code):
                return Outcome("recipient_refused", status=code, lane=False)
            return Outcome("recipient_put_off", retry=True, status=code, lane=False)
        case SMTPDataError() if _for_good(error.code):
            return Outcome("mail_refused", status=error.code, lane=False)
        case SMTPAuthenticationError():
            return Outcome("sign_in_refused", retry=True, status=error.code)
        case SMTPSenderRefused():
            return Outcome("sender_refused", retry=True, status=error.code)
        case SMTPResponseException():
            return Outcome("put_off", retry=True, status=error.code)
        case SMTPNotSupported():
            return Outcome("not_supported", retry=True)
        case TimeoutError():
            return Outcome("timeout", retry=True)
        case OSError():
            return Outcome("unreachable", retry=True)
        case _:
            return Outcome("failed", retry=True)


def _for_good(code: int) -> bool:
    return 500 <= code < 600
