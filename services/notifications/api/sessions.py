"""Ending somebody's sessions of the pages: a computer left behind, a person who has left."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from services.notifications.ports import EndingSessions
from shared.identity import Actor, require

router = APIRouter(tags=["sessions"])


class Ended(BaseModel):
    """`who` is the issuer's name for the person, as the access log has it."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    who: Annotated[str, Field(min_length=1, max_length=255)]


@router.post("/sessions/end", status_code=204, summary="Somebody is signed out everywhere")
async def end(request: Request, ended: Ended, by: Annotated[Actor, Depends(require("manager", "operator"))]) -> None:
    """For operators; for managers of people of their own department. They are mailed about their inbox no more.
    Whether there were any is not told."""
    sessions: EndingSessions = request.app.state.sessions
    await sessions.shut_out(ended.who, None if by.has("operator") else by.department)
