"""Who the coordinator's pages are for: coordinators, and managers, who may read and report what they may."""

from typing import Annotated, Final

from fastapi import Depends

from services.notifications.web.door import only, proven_only
from services.notifications.web.sessions import Session
from shared.contracts.report import Role

_ROLES: Final[tuple[Role, ...]] = ("coordinator", "manager")

Staff = Annotated[Session, Depends(only(*_ROLES))]
"""Somebody who works with citizens is signed in; anybody else is told that the page is not theirs."""

ProvenStaff = Annotated[Session, Depends(proven_only(*_ROLES))]
"""As `Staff`, for a form of ours."""
