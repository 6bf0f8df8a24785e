"""Mail about one's own inbox and stand-ins: the storage under test, and the mails it has queued."""

from datetime import date
from uuid import UUID

from services.notifications.domain import recipient as to
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.quiet import NEVER, SHIPPED_QUIET
from services.notifications.domain.recipient import parse
from services.notifications.domain.unread import StandIn
from services.notifications.handlers import left_unread
from services.notifications.storage import (
    Mailing,
    PostgresGivenUp,
    PostgresStandIns,
    PostgresSubscriptions,
)
from shared.contracts import Cause, Reporter
from shared.identity import Keyring
from shared.messaging.wake import Wake
from tests.integration.notifications_world import RealWorld
from tests.suites.notifications_story import asked, of
from tests.suites.notifications_world import inbox

EMAIL = "anne@kommunen.example"
_MAILS = """
SELECT id, channel, recipient, event_id, event_type, subject, correlationid, because, traceparent, attempts,
    created_at AS since FROM deliveries WHERE recipient = $1 AND status = 'queued' ORDER BY created_at
"""


class People:
    """Nobody's hours are quiet where a mail goes to a stand-in."""

    def __init__(self, world: RealWorld, keyring: Keyring) -> None:
        self.world = world
        self.subscriptions = PostgresSubscriptions(world.pool, keyring, SHIPPED_QUIET)
        self.mailing = Mailing(world.pool, Wake(world.pool), SHIPPED_QUIET)
        self.stand_ins = PostgresStandIns(world.pool, keyring, NEVER)
        self.given_up = PostgresGivenUp(world.pool)

    async def mails(self, reader: Reporter) -> list[Delivery]:
        id_ = await self.world.pool.fetchval("SELECT id FROM subscriptions WHERE sub = $1", reader.name)
        return [] if id_ is None else await self.mails_to(id_)

    async def mails_to(self, id_: UUID) -> list[Delivery]:
        found = await self.world.pool.fetch(_MAILS, to.person(id_).key)
        return [Delivery(**dict(row) | {"recipient": parse(row["recipient"])}) for row in found]

    async def stands_in(self, email: str, *days: date) -> StandIn:
        """For Kraftcenter."""
        return await self.stand_ins.put("kraftcenter", "Anne Kjær", email, (days[0], days[1]), "henrik")

    async def left_unread(self, anna: UUID) -> None:
        """Kraftcenter is asked something, and its time runs out."""
        await self.world.hear(asked(anna))
        (notice,) = await inbox(self.world, of("kraftcenter"), anna)
        cause = Cause(notice.notice_id, self.world.now, None, None, None)
        await self.world.decisions.on(anna, cause, lambda work: left_unread(notice.notice_id, work))
