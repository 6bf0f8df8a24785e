"""Whose page it is."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.notifications.ports import Why
from services.notifications.web.door import only, proven_only
from services.notifications.web.sessions import Session
from shared.identity import Forbidden, PurposeCode

Citizen = Annotated[Session, Depends(only("citizen"))]
OWN = Why(PurposeCode.OWN.value)


CitizenWrites = Annotated[Session, Depends(proven_only("citizen"))]
"""As `Citizen`, for a form that changes something."""


def oneself(session: Session) -> UUID:
    """The citizen's own id. Raises Forbidden for who is not known by one."""
    if session.actor.citizen_id is None:
        raise Forbidden
    return session.actor.citizen_id
