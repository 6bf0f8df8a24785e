"""From a token and a purpose to who reads, and why."""

from typing import Annotated

from fastapi import Depends, Request

from services.notifications.handlers import Reads, Why
from shared.contracts import Reporter
from shared.identity import Actor, Caller, Forbidden, Purpose, purpose, require


async def _person(caller: Annotated[Actor, Depends(require("coordinator", "manager", "citizen", "relative"))]) -> Actor:
    """Somebody with an inbox. Apps and operations have none (Forbidden)."""
    return caller


async def _reader(caller: Caller) -> Reporter:
    return caller.reporter()


async def _why(caller: Caller, given: Annotated[Purpose, Depends(purpose)]) -> Why:
    """The purpose named, or casework. Only coordinators and managers may break the glass (Forbidden)."""
    if given.breaks_the_glass and not caller.has("coordinator", "manager"):
        # An app has nobody who could answer for it afterwards.
        raise Forbidden
    return Why(given.code.value, given.reason)


def _reads(request: Request) -> Reads:
    reads: Reads = request.app.state.reads
    return reads


Person = Annotated[Actor, Depends(_person)]
Reader = Annotated[Reporter, Depends(_reader)]
Purposeful = Annotated[Why, Depends(_why)]
Reading = Annotated[Reads, Depends(_reads)]
