"""Reads for people: authorised where the data are, logged in the same transaction."""

from collections.abc import Callable

from services.notifications.storage.inbox import Inboxes
from services.notifications.storage.known import Knowing
from services.notifications.storage.work import NotificationsWork
from shared.identity import Keyring
from shared.messaging.glass import Glass
from shared.messaging.wake import Wake
from shared.postgres import Pool


class PostgresReads(Inboxes, Knowing):
    """See `ports.Reads`."""

    def __init__(self, pool: Pool, keyring: Keyring, wake: Callable[[], Wake], glass: Glass[NotificationsWork]) -> None:
        Inboxes.__init__(self, pool, keyring, wake)
        Knowing.__init__(self, pool, keyring, glass)
