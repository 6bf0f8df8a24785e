"""Who the coordinator's pages are for: coordinators, and managers, who may read and report what they may."""

from typing import Annotated, Final

from fastapi import Depends

from services.notifications.web.door import Proven, only
from services.notifications.web.sessions import Session
from shared.contracts.report import Role
from shared.identity import Forbidden

_ROLES: Final[tuple[Role, ...]] = ("coordinator", "manager")

Staff = Annotated[Session, Depends(only(*_ROLES))]
"""Somebody who works with citizens is signed in; anybody else is told that the page is not theirs."""


async def _proven(session: Proven) -> Session:
    if not session.actor.has(*_ROLES):
        raise Forbidden
    return session


ProvenStaff = Annotated[Session, Depends(_proven)]
"""As `Staff`, for a form of ours."""
