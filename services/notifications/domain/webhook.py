"""A webhook: where an app wants to hear, of what, and the secrets that what it is sent is signed with."""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from shared.contracts import Refused
from shared.contracts.fact import fact_of

OVERLAP = timedelta(hours=24)
"""How long the secret before the present one still signs."""

SECRET_BYTES = 32
_PREFIX = "whsec_"
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Webhook:
    """`types` are the event types it wants, empty for every type. `secrets` sign now, the newest first.

    `previous_until` is when the secret before stops signing, None where there is none. `disabled_at` is when the
    receiver said that it wants no more (410). `quiet`: it keeps its department's quiet hours (N3).
    """

    app: str
    department: str
    url: str
    types: tuple[str, ...]
    secrets: tuple[str, ...] = field(repr=False)
    created_at: datetime
    previous_until: datetime | None = None
    disabled_at: datetime | None = None
    quiet: bool = False


def secret_from(random: bytes) -> str:
    """A secret as Standard Webhooks writes it, from 32 random bytes."""
    return _PREFIX + b64encode(random).decode()


def key_of(secret: str) -> bytes:
    """The bytes that sign."""
    return b64decode(secret.removeprefix(_PREFIX))


def check_url(url: str, *, plain: bool) -> None:
    """Raises Refused (422) for an address nothing can be sent to; `plain` allows HTTP without TLS.

    An address with a password in it would be kept and shown in clear.
    """
    try:
        parts = urlsplit(url)
        usable = parts.hostname and parts.port != 0 and parts.scheme in (("http", "https") if plain else ("https",))
    except ValueError:
        usable = False
    if not usable or len(url) > _LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        schemes = "http:// eller https://" if plain else "https://"
        raise Refused("invalid", f"Skal være en adresse, der begynder med {schemes}.", pointer="/url")
    if parts.username is not None or parts.fragment:
        raise Refused("invalid", "Må ikke indeholde brugernavn, adgangskode eller fragment (#).", pointer="/url")


def check_types(types: Sequence[str]) -> None:
    """Raises Refused (422) for a type nobody publishes."""
    for n, type_ in enumerate(types):
        if fact_of(type_) is None:
            raise Refused("invalid", "Er ikke en type fra hændelseskataloget.", pointer=f"/types/{n}")
