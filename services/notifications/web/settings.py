"""What the pages are told from outside."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Addresses without a final slash. `public_url` is where people's browsers find the pages.

    `traces_url` and `referral_url` may be None: the pages then show no link to a trace, no name and no figures.
    """

    public_url: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    traces_url: str | None = None
    referral_url: str | None = None

    @property
    def secure(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def callback_url(self) -> str:
        return f"{self.public_url}/log-ind/svar"

    @property
    def signed_out_url(self) -> str:
        return f"{self.public_url}/log-ud"
