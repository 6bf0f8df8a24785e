"""The mails themselves, and what a mail server's answer means."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast
from uuid import UUID, uuid4

import pytest
from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPConnectResponseError,
    SMTPDataError,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPReadTimeoutError,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from services.notifications.channels.mail import MailSender, Post
from services.notifications.channels.mail.post import Ready, outcome_of
from services.notifications.domain import recipient as to
from services.notifications.domain.delivery import Delivery, Outcome
from services.notifications.domain.designation import postal
from services.notifications.domain.letter import Letter
from shared.contracts import RelativeDesignated, SubGoalReached

ANNA, DESIGNATION = UUID(int=7), UUID(int=8)
PUBLIC = "https://samspil.example"
TOKEN = "t" * 43
ADDRESS = "eva.holm@example.org"


class Taken:
    """A mail server in memory that takes everything; `meanwhile` happens while it is being reached."""

    sender = "samspil@kommunen.example"

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.calls = 0
        self.mails: list[tuple[bytes, str]] = []
        self._meanwhile = meanwhile

    async def hand_over(self, ask: Callable[[], Awaitable[Ready | Outcome]]) -> Outcome:
        self.calls += 1
        self._meanwhile()
        ready = await ask()
        if isinstance(ready, Outcome):
            return ready
        self.mails.append((ready.message.as_bytes(), ready.to))
        return Outcome("delivered", delivered=True)


class Letters:
    def __init__(self, letter: Letter | None) -> None:
        self.letter = letter

    async def of(self, delivery: Delivery) -> Letter | None:
        return self.letter


def a_delivery(event_type: str = SubGoalReached.type) -> Delivery:
    return Delivery(
        id=uuid4(),
        channel="mail",
        recipient=to.relative(ANNA, DESIGNATION),
        event_id=uuid4(),
        event_type=event_type,
        subject=ANNA,
        correlationid=uuid4(),
        because="designated",
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        attempts=1,
        since=datetime.now(UTC),
    )


async def sent(delivery: Delivery, letter: Letter) -> EmailMessage:
    taken = Taken()
    outcome = await MailSender(Letters(letter), cast("Post", taken), PUBLIC).send(delivery)
    assert outcome.delivered
    ((content, envelope),) = taken.mails
    assert envelope == letter.to
    message = message_from_bytes(content, EmailMessage, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def every_mail() -> list[tuple[Delivery, Letter]]:
    return [
        (a_delivery(), Letter(ADDRESS)),
        (a_delivery(RelativeDesignated.type), Letter(ADDRESS, TOKEN)),
    ]


@pytest.mark.parametrize("which", [0, 1], ids=["news", "invitation"])
async def test_no_mail_says_whom_or_what_it_is_about(which: int) -> None:
    """N1, V1: no id, pseudonym, event, department, trace or name; but for the delivery's own id nothing of the case."""
    delivery, letter = every_mail()[which]
    mail = await sent(delivery, letter)
    said = mail.as_string() + mail.get_content()
    for id_ in (delivery.subject, delivery.event_id, delivery.correlationid, DESIGNATION):
        assert str(id_) not in said
        assert id_.hex not in said
    assert not re.search(r"\d{6}-?\d{4}", said.replace(str(delivery.id), ""))
    for word in ("delm", "henvis", "indsats", "borger", "pårørende", "kraftcenter", "socialpsykiatri", "0af7651916cd"):
        assert word not in said.lower(), word
    assert set(re.findall(r"https?://\S+", mail.get_content())) == {
        f"{PUBLIC}/indbakke" if letter.token is None else f"{PUBLIC}/invitation/{TOKEN}"
    }


@pytest.mark.parametrize("which", [0, 1], ids=["news", "invitation"])
async def test_every_mail_is_one_a_server_takes(which: int) -> None:
    """Mail: Danish, plain text in UTF-8, to the address alone, marked as sent by a machine."""
    delivery, letter = every_mail()[which]
    mail = await sent(delivery, letter)
    assert mail["To"] == ADDRESS
    assert mail["From"] == "Samspil <samspil@kommunen.example>"
    assert mail["Subject"] == ("Der er nyt i Samspil", "Du er inviteret til Samspil")[which]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"] is not None
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
    assert "æ" in mail.get_content()
    assert mail["Bcc"] is mail["Cc"] is None


async def test_the_message_id_is_the_deliverys() -> None:
    """N2: at least once, so a mail that comes twice has the same Message-ID both times, and another one another."""
    delivery = a_delivery()
    ids = {str((await sent(delivery, Letter(ADDRESS)))["Message-ID"]) for _ in range(2)}
    assert ids == {f"<{delivery.id}@kommunen.example>"}
    assert str((await sent(a_delivery(), Letter(ADDRESS)))["Message-ID"]) not in ids


@pytest.mark.parametrize(
    ("letter", "code"), [(None, "withdrawn"), (Letter(None), "no_address"), (Letter("eva"), "no_address")]
)
async def test_what_cannot_be_sent_is_not_tried(letter: Letter | None, code: str) -> None:
    """P2, N4: what was withdrawn is stopped without a word to anybody; without an address it is given up, and told."""
    taken = Taken()
    outcome = await MailSender(Letters(letter), cast("Post", taken), PUBLIC).send(a_delivery())
    assert taken.calls == 0
    assert (outcome.code, outcome.delivered, outcome.retry) == (code, False, False)
    assert outcome.stop == (letter is None)
    assert not outcome.lane


async def test_what_is_withdrawn_while_the_server_is_reached_is_not_sent() -> None:
    """P2: a connection takes seconds; what counts is what stands when the server is ready for the mail."""
    letters = Letters(Letter(ADDRESS))

    def withdraw() -> None:
        letters.letter = None

    taken = Taken(withdraw)
    outcome = await MailSender(letters, cast("Post", taken), PUBLIC).send(a_delivery())
    assert outcome == Outcome("withdrawn", stop=True, lane=False)
    assert (taken.calls, taken.mails) == (1, [])


def test_an_address_goes_on_the_envelope_in_ascii() -> None:
    """Mail: a Danish domain is written as mail servers know it; what is two addresses, or none, is no address."""
    assert postal("eva@søren.dk") == "eva@xn--sren-gra.dk"
    assert postal(ADDRESS) == ADDRESS
    for wrong in (
        "eva",
        "eva@",
        "@b.dk",
        "a@b.dk, c@d.dk",
        "a@b.dk\r\nBcc: c@d.dk",
        "Eva <a@b.dk>",
        "a@" + "b" * 70 + ".dk",
        "a@[127.0.0.1]",
        "a@[IPv6:::1]",
        "a@localhost",
        "a@localhost.",
        "a@localhost(b.dk)",
    ):
        assert postal(wrong) is None


def refused(code: int) -> SMTPRecipientsRefused:
    return SMTPRecipientsRefused([SMTPRecipientRefused(code, "nobody eva.holm@example.org here", ADDRESS)])


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (refused(550), Outcome("recipient_refused", status=550, lane=False)),
        (refused(450), Outcome("recipient_put_off", retry=True, status=450, lane=False)),
        (SMTPDataError(554, "no"), Outcome("mail_refused", status=554, lane=False)),
        (SMTPDataError(451, "later"), Outcome("put_off", retry=True, status=451)),
        (SMTPAuthenticationError(535, "who"), Outcome("sign_in_refused", retry=True, status=535)),
        (SMTPSenderRefused(553, "not you", "a@b"), Outcome("sender_refused", retry=True, status=553)),
        (SMTPHeloError(550, "no"), Outcome("put_off", retry=True, status=550)),
        (SMTPConnectResponseError(421, "busy"), Outcome("put_off", retry=True, status=421)),
        (SMTPNotSupported("STARTTLS"), Outcome("not_supported", retry=True)),
        (SMTPReadTimeoutError("slow"), Outcome("timeout", retry=True)),
        (SMTPConnectError("nobody"), Outcome("unreachable", retry=True)),
        (SMTPServerDisconnected("gone"), Outcome("unreachable", retry=True)),
        (ConnectionResetError(), Outcome("unreachable", retry=True)),
    ],
    ids=lambda value: value.code if isinstance(value, Outcome) else type(value).__name__,
)
def test_what_a_servers_answer_means(error: Exception, outcome: Outcome) -> None:
    """Mail: a recipient or mail refused for good is given up at once; what is ours, or may pass, is tried on."""
    assert outcome_of(error) == outcome
    assert ADDRESS not in repr(outcome_of(error))


def test_an_address_stands_in_no_repr() -> None:
    """V1: what is printed by accident names nobody."""
    assert ADDRESS not in repr(Letter(ADDRESS, TOKEN))
    assert TOKEN not in repr(Letter(ADDRESS, TOKEN))
    assert "geheim" not in repr(Post("mail.example", 587, "a@b.example", username="a", password="geheim"))
