"""Whose pages these are."""

from typing import Annotated

from fastapi import Depends

from services.notifications.web.door import Proven, only
from services.notifications.web.sessions import Session
from shared.identity import Forbidden

Manager = Annotated[Session, Depends(only("manager"))]


async def _writing(session: Proven) -> Session:
    if not session.actor.has("manager"):
        raise Forbidden
    return session


ManagerWrites = Annotated[Session, Depends(_writing)]
"""As `Manager`, for a form that changes something."""
