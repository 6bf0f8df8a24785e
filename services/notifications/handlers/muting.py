"""A coordinator mutes what asks nothing of them, for themself alone (I3)."""

from collections.abc import Iterable
from uuid import UUID

from services.notifications.domain import muting
from services.notifications.domain.rules import SHIPPED
from services.notifications.ports import Mutes, Reads
from shared.contracts import Refused, Reporter


async def muted(reader: Reporter, mutes: Mutes) -> frozenset[str]:
    """Raises Refused (403) for who cannot mute anything."""
    muting.may_mute(reader)
    return await mutes.of(reader)


async def mute(reader: Reporter, types: Iterable[str], mutes: Mutes) -> None:
    """These types and no others. Raises Refused: 403, and 422 naming each type that cannot be muted."""
    muting.may_mute(reader)
    await mutes.put(reader, muting.muted_types(types, SHIPPED))


async def mute_like(reader: Reporter, notice_id: UUID, reads: Reads, mutes: Mutes) -> None:
    """The type of a notice of one's own. Raises Refused: 403, 404, and 422 where it cannot be muted."""
    muting.may_mute(reader)
    notice = await reads.notice(reader, notice_id)
    if notice.action is not None:
        raise Refused("not-allowed", "Det, der beder om noget, kan ikke skjules.")
    (type_,) = muting.muted_types([notice.event_type], SHIPPED)
    await mutes.add(reader, type_)
