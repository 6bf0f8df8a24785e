"""Erasing a citizen (V3): asked for by one manager, confirmed by another, and then told to every service."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from services.referral.domain.erasure import Ask, let_ask, let_confirm, let_look, none_asked
from services.referral.handlers.admission import not_involved
from services.referral.ports import Asks, Erasures, Look, Work
from shared.contracts import CitizenErased


async def ask_for_erasure(look: Look, citizen_id: UUID, erasures: Erasures, stands: timedelta) -> Ask:
    """The ask, new or the one that stands: asked again, also by another, nothing is confirmed and no time is won.

    By a manager of a department that may read the citizen's name, or who breaks the glass. Raises `Refused`: 403, alike
    for a citizen who is another's and for one who is nobody.
    """
    return await erasures.decide(look, citizen_id, partial(_ask, look, stands))


async def standing_erasure(look: Look, citizen_id: UUID, erasures: Erasures) -> Ask:
    """Raises `Refused`: 403 for whoever is no manager, 404 where nothing is asked."""
    let_look(look.reader)
    found = await erasures.standing_of(look, citizen_id)
    if found is None:
        raise none_asked()
    return found


async def standing_erasures(
    look: Look, erasures: Erasures, *, after: UUID | None = None, limit: int = 50
) -> Sequence[Ask]:
    """What is to be confirmed, by whichever manager; in the order of the citizens' ids. Raises `Refused` (403)."""
    let_look(look.reader)
    return await erasures.standing(look, after=after, limit=limit)


async def withdraw_erasure(look: Look, citizen_id: UUID, erasures: Erasures) -> None:
    """By the manager who asked, or any other who says no. Raises `Refused` as `standing_erasure`."""
    let_look(look.reader)

    async def withdraw(_: Work, asks: Asks) -> None:
        if asks.standing is None:
            raise none_asked()
        asks.withdraw()

    await erasures.decide(look, citizen_id, withdraw)


async def confirm_erasure(look: Look, citizen_id: UUID, erasures: Erasures) -> None:
    """Tells every service, and deletes everything here in the same transaction. Raises `Refused` as `let_confirm`.

    Confirmed again, it is as it was.
    """

    async def confirm(work: Work, asks: Asks) -> None:
        if work.involvement.erased:
            return
        let_confirm(asks.standing, look.reader)
        work.publish(CitizenErased())

    await erasures.decide(look, citizen_id, confirm)


async def _ask(look: Look, stands: timedelta, work: Work, asks: Asks) -> Ask:
    department = let_ask(look.reader)
    allowed = look.breaks_the_glass or work.involvement.may_read_name(department, work.now)
    if not work.citizen_known or not allowed:
        raise not_involved()
    return asks.standing or asks.ask(Ask(work.subject, look.reader.name, department, work.now, work.now + stands))
