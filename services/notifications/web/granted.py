"""What the issuer gave for a sign-in, as it is kept, sealed, with the session."""

import json
from dataclasses import asdict, dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Granted:
    """`until` is when the access token ends, in seconds since 1970. Without a refresh token the session ends then, too.

    The identity token is kept to show to the issuer at sign-out: without it, the issuer asks the person first.
    """

    access_token: str = field(repr=False)
    until: float
    identity_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)

    def packed(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """Raises ValueError for what is not one of these."""
        try:
            return cls(**json.loads(packed))
        except TypeError:
            raise ValueError("not what an issuer granted") from None
