"""What leaves the house towards a person on their own wish."""

from typing import Protocol

from services.notifications.domain.quiet import Hours
from services.notifications.domain.subscription import Choice
from shared.contracts import Reporter


class Subscriptions(Protocol):
    """Mail about one's own inbox. A relative is mailed as the citizen has said, and chooses the hours alone."""

    async def of(self, reader: Reporter) -> Choice:
        """As chosen, else as shipped. Raises Refused (403) for who has no inbox."""
        ...

    async def choose(self, reader: Reporter, email: str | None, hours: Hours) -> None:
        """From now on, about what comes from now on. `email` is a verified one. Raises Refused (403) as `of`, (422) for
        who is mailed on their own wish alone and has no address."""
        ...

    async def end(self, reader: Reporter) -> None:
        """Mailed no more; what waits is not sent. Raises Refused (422) for a relative."""
        ...

    async def signed_in(self, reader: Reporter, email: str | None) -> None:
        """Who they are was seen just now: the subscription goes on, to this address, or ends where it was for another
        inbox than theirs."""
        ...
