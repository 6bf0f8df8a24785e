"""What the issuer gave for a sign-in, as it is kept, sealed, with the session."""

import json
from dataclasses import asdict, dataclass, field
from typing import Self

from joserfc import jws
from joserfc.errors import JoseError


@dataclass(frozen=True, slots=True)
class Granted:
    """`until` is when the access token ends, in seconds since 1970. Without a refresh token the session ends then, too.

    The identity token is kept to show to the issuer at sign-out: without it, the issuer asks the person first.
    """

    access_token: str = field(repr=False)
    until: float
    identity_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)

    @property
    def sid(self) -> str | None:
        """The issuer's name for this sign-in, from the identity token, which was verified when it came; None where it
        gives none."""
        try:
            claims = json.loads(jws.extract_compact(self.identity_token.encode()).payload)
            sid = claims.get("sid")
        except (JoseError, ValueError, AttributeError):
            return None
        return sid if isinstance(sid, str) and sid else None

    def packed(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """Raises ValueError for what is not one of these."""
        try:
            return cls(**json.loads(packed))
        except TypeError:
            raise ValueError("not what an issuer granted") from None
