"""From a token and a purpose to a look: who reads, why, and from what."""

from typing import Annotated

from fastapi import Depends, Request

from services.kraftcenter.handlers import Look, Reads
from shared.identity import Caller, Forbidden, Purpose, purpose


async def _look(caller: Caller, why: Annotated[Purpose, Depends(purpose)]) -> Look:
    if why.breaks_the_glass and not caller.has("coordinator", "manager"):
        # An app has nobody who could answer for it afterwards.
        raise Forbidden
    return Look(caller.reporter(), why.code.value, why.reason)


def _reads(request: Request) -> Reads:
    reads: Reads = request.app.state.reads
    return reads


Looking = Annotated[Look, Depends(_look)]
Reading = Annotated[Reads, Depends(_reads)]
