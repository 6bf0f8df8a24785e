"""Which deliveries keep quiet hours: those over a channel that disturbs people, and to an app that has asked for it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.recipient import Recipient
from services.notifications.ports import Channel, Holding


class Calm:
    """See `ports.Holding`. `asked` says whether an app's webhook keeps its department's quiet hours."""

    def __init__(self, used: Mapping[str, Channel], asked: Callable[[Recipient], bool], holding: Holding) -> None:
        self._used = used
        self._asked = asked
        self._holding = holding

    async def until(self, delivery: Delivery) -> datetime | None:
        channel = self._used.get(delivery.channel)
        disturbs = channel is not None and channel.disturbs_people
        if not disturbs and not (delivery.recipient.kind == "app" and self._asked(delivery.recipient)):
            return None
        return await self._holding.until(delivery)
