"""Whose relative somebody is: whom the issuer names, else those whose invitations they accepted."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from services.notifications.domain.known import MayKnow
from services.notifications.web import plain
from services.notifications.web.dates import ZONE, day
from services.notifications.web.parts import Web
from services.notifications.web.sessions import Session
from shared.contracts import Refused

_NOBODY: Final = (
    "Du er ikke forbundet med nogen lige nu. Skriv i stedet til pårørendeteamet under ”Fortæl, hvad du ved”, at du "
    "gerne vil have støtte, og hvordan de kan få fat i dig."
)


@dataclass(frozen=True, slots=True)
class StandsFor:
    """One citizen. `designation_id` is what an invitation binds, None where the token itself names the citizen.

    It stands on no page and in no address: referral takes a relative's word under it. `mark` stands for it in forms;
    `words` tell one from another without a name.
    """

    citizen_id: UUID
    designation_id: UUID | None = None
    mark: str = ""
    words: str = ""

    def seen_by(self, session: Session) -> Session:
        """The session as if its token named what the invitation binds, for asking this very service."""
        if self.designation_id is None:
            return session
        designations = frozenset({self.designation_id})
        return replace(session, actor=replace(session.actor, citizen_id=self.citizen_id, designations=designations))


async def stands_for(web: Web, session: Session) -> tuple[StandsFor, ...]:
    """At least one. Raises Refused (403), in words, for who is nobody's relative any more."""
    actor = session.actor
    if actor.citizen_id is not None:
        return (StandsFor(actor.citizen_id),)
    found = tuple(_bound(each, web.now()) for each in await web.records.may_know(actor.reporter()))
    if not found:
        raise Refused("not-involved", _NOBODY, status=403)
    return found


def chosen(of: Sequence[StandsFor], mark: str) -> StandsFor | None:
    """The one the form names; the only one where it names none yet. What was seen for one is not sent for another."""
    if not mark and len(of) == 1:
        return of[0]
    return next((each for each in of if each.mark == mark), None)


def _bound(mine: MayKnow, now: datetime) -> StandsFor:
    words = f"Den, der har valgt dig som {plain.word('as_relation', mine.relation)}"
    if mine.types:
        since = min(at for _, at in mine.types).astimezone(ZONE).date()
        words += f" (siden {day(since, now.astimezone(ZONE).date())})"
    mark = hashlib.sha256(mine.designation_id.bytes).hexdigest()[:16]
    return StandsFor(mine.citizen_id, mine.designation_id, mark, words)
