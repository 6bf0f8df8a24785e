"""What a channel says of itself, and what its sender may be made of: see `docs/adding-a-channel.md`."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from services.notifications.domain.recipient import Recipient
from services.notifications.ports.sending import Letters, Sender
from services.notifications.ports.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class Parts:
    """`settings` are this process's own, by name in lower case without `SAMSPIL_`; one that was not given is not there.

    `link` is where people read what is new: the one address that may stand in what leaves the house (N1). `listens`
    says whether an app is registered, as far as is known.
    """

    settings: Mapping[str, str]
    public_url: str
    letters: Letters
    webhooks: Webhooks
    listens: Callable[[Recipient], bool]

    @property
    def link(self) -> str:
        return f"{self.public_url}/indbakke"


class Opening(Protocol):
    def __call__(self, parts: Parts) -> AbstractAsyncContextManager[Sender]:
        """The sender, for as long as the service runs."""
        ...


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out, found by the register as `CHANNEL` of a module of `channels`.

    `code` is one of `shared.contracts.codes.Channel`. `needs` are the settings without which it is not used. `contact`
    is what a relative must have given to be reached over it; None where it reaches no relatives. What `disturbs_people`
    is held in their quiet hours, and what waited goes out as one, so it must be worth no more than one (N3).
    """

    code: str
    open: Opening
    needs: tuple[str, ...] = ()
    contact: Literal["email", "phone"] | None = None
    disturbs_people: bool = True

    def usable(self, settings: Mapping[str, str]) -> bool:
        return all(settings.get(name) for name in self.needs)
