"""From a delivery to a mail, at the moment it is sent."""

from datetime import UTC, datetime
from functools import partial

from services.notifications.channels.mail.composition import invitation, news
from services.notifications.channels.mail.post import Post, Ready
from services.notifications.domain.delivery import Delivery, Outcome
from services.notifications.domain.designation import postal
from services.notifications.domain.invitation import LIFETIME
from services.notifications.ports import Letters


class MailSender:
    """`public_url` is where people find the pages, without a final slash."""

    def __init__(self, letters: Letters, post: Post, public_url: str) -> None:
        self._letters = letters
        self._post = post
        self._public_url = public_url

    async def send(self, delivery: Delivery) -> Outcome:
        """Asks once more whether it may be sent: what was withdrawn since it was queued is not (P2).

        Twice: first, so that for what was withdrawn no server is called, and again when the server is ready for it.
        """
        ready = await self._ready(delivery)
        if isinstance(ready, Outcome):
            return ready
        return await self._post.hand_over(partial(self._ready, delivery))

    async def _ready(self, delivery: Delivery) -> Ready | Outcome:
        letter = await self._letters.of(delivery)
        if letter is None:
            return Outcome("withdrawn", stop=True, lane=False)
        to = None if letter.to is None else postal(letter.to)
        if to is None:
            return Outcome("no_address", lane=False)
        sender, now = self._post.sender, datetime.now(UTC)
        if letter.token is None:
            mail = news(delivery.message_id, to, sender, f"{self._public_url}/indbakke", now)
        else:
            link = f"{self._public_url}/invitation/{letter.token}"
            mail = invitation(delivery.id, to, sender, link, LIFETIME.days, now)
        return Ready(mail, to)
