"""What was given up, as those see it who can do something about it (N4)."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID


class GivenUp(NamedTuple):
    """`delivery_id` is the notice's, where there is one. `code` is our word for the last try; `why` and `remedy` are
    Danish sentences. Neither address nor name nor citizen stands here."""

    delivery_id: UUID
    channel: str
    recipient_kind: str
    department: str | None
    app: str | None
    event_type: str
    given_up_at: datetime
    attempts: int
    code: str
    why: str
    remedy: str


_NO_ADDRESS = ("Der er ingen brugbar adresse eller intet nummer.", "Ret kontaktoplysningerne, og prøv igen.")
_REFUSED = ("Modtagerens adresse eller nummer blev afvist.", "Spørg modtageren om den rigtige, ret den, og prøv igen.")
_AWAY = ("Der kom ikke svar i et døgn.", "Se med driften, om forbindelsen virker, og prøv igen.")
_OURS = ("Det blev ikke taget imod i et døgn.", "Bed driften se på kanalens opsætning, og prøv igen.")
_RECEIVER = ("Fagsystemet tog ikke imod i et døgn.", "Bed fagsystemets leverandør se på sin modtager, og prøv igen.")
_UNKNOWN = ("Det lykkedes ikke at sende.", "Bed driften se på det, og prøv igen.")

_WORDS = {
    "no_address": _NO_ADDRESS,
    "recipient_refused": _REFUSED,
    "recipient_put_off": _REFUSED,
    "mail_refused": _OURS,
    "timeout": _AWAY,
    "unreachable": _AWAY,
    "unresolved": _AWAY,
    "broken_off": _AWAY,
    "put_off": _AWAY,
    "sign_in_refused": _OURS,
    "sender_refused": _OURS,
    "not_supported": _OURS,
    "no_channel": _OURS,
    "forbidden_address": _RECEIVER,
    "redirected": _RECEIVER,
    "refused": _RECEIVER,
    "not_registered": _RECEIVER,
}


def in_words(code: str) -> tuple[str, str]:
    """Why, and what to do."""
    return _WORDS.get(code, _UNKNOWN)
