"""What operations follow."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from services.notifications.domain.operating import Receiver, Step


class Operating(Protocol):
    """Reads no citizen: what is given tells of types, times and codes, and of nobody whose they are."""

    async def receivers(self) -> Sequence[Receiver]:
        """Each lane with something queued, a webhook or a circuit, by name."""
        ...

    async def loop(self, id_: UUID) -> Sequence[Step]:
        """The loop with this correlation id, or with an event of this id, as it was decided. Empty for neither.

        A loop that began with an intervention and has asked nothing of anybody is sought by reading, three seconds at
        most: in a large database an event's id finds what the loop's does not.
        """
        ...
