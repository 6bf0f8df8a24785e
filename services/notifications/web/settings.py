"""What the pages are told from outside."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Addresses without a final slash. `public_url` is where people's browsers find the pages.

    `traces_url`, `referral_url` and `kraftcenter_url` may be None: the pages then show no link to a trace, and of that
    service nothing. `names_seconds` is how long a page waits for citizens' names.
    """

    public_url: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    traces_url: str | None = None
    referral_url: str | None = None
    kraftcenter_url: str | None = None
    names_seconds: float = 0.3

    @property
    def secure(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def callback_url(self) -> str:
        return f"{self.public_url}/log-ind/svar"

    @property
    def signed_out_url(self) -> str:
        return f"{self.public_url}/log-ud"
