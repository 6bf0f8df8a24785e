"""Whose pages these are."""

from typing import Annotated

from fastapi import Depends

from services.notifications.web.door import only, proven_only
from services.notifications.web.sessions import Session

Manager = Annotated[Session, Depends(only("manager"))]


ManagerWrites = Annotated[Session, Depends(proven_only("manager"))]
"""As `Manager`, for a form that changes something."""
