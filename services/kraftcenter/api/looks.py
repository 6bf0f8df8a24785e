"""From a token and a purpose to a look: who reads, why, and from what."""

from typing import Annotated

from fastapi import Depends, Request

from services.kraftcenter.handlers import Look, Reads
from shared.identity import BadPurpose, Caller, Forbidden, Purpose, purpose


async def _look(caller: Caller, why: Annotated[Purpose, Depends(purpose)]) -> Look:
    if why.breaks_the_glass and not caller.has("coordinator", "manager"):
        # An app has nobody who could answer for it afterwards.
        raise Forbidden
    return Look(caller.reporter(), why.code.value, why.reason)


async def _plain_look(caller: Caller, why: Annotated[Purpose, Depends(purpose)]) -> Look:
    looking = await _look(caller, why)
    if why.breaks_the_glass:
        # Nobody would be told of it.
        raise BadPurpose("Samspil-Purpose", "Nødadgang kan ikke bruges her. Angiv et andet formål.")
    return looking


def _reads(request: Request) -> Reads:
    reads: Reads = request.app.state.reads
    return reads


Looking = Annotated[Look, Depends(_look)]
PlainLooking = Annotated[Look, Depends(_plain_look)]
"""As `Looking`, where the glass opens nothing: breaking it is BadPurpose."""
Reading = Annotated[Reads, Depends(_reads)]
