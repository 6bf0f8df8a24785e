"""From a token and a purpose to a look: who reads, and why."""

from typing import Annotated

from fastapi import Depends

from services.referral.handlers import Look
from shared.identity import BadPurpose, Caller, Forbidden, Purpose, purpose, required_purpose


def _look(caller: Caller, why: Purpose) -> Look:
    if why.breaks_the_glass and not caller.has("coordinator", "manager"):
        # An app has nobody who could answer for it afterwards.
        raise Forbidden
    return Look(caller.reporter(), why.code.value, why.reason)


async def look(caller: Caller, why: Annotated[Purpose, Depends(purpose)]) -> Look:
    """With the purpose named, or casework. Only coordinators and managers may break the glass (Forbidden)."""
    return _look(caller, why)


async def plain_look(caller: Caller, why: Annotated[Purpose, Depends(purpose)]) -> Look:
    """As `look`, where the glass opens nothing: breaking it, which nobody would be told of, is BadPurpose."""
    looking = _look(caller, why)
    if why.breaks_the_glass:
        raise BadPurpose("Samspil-Purpose", "Nødadgang kan ikke bruges her. Angiv et andet formål.")
    return looking


async def plain_purposeful_look(caller: Caller, why: Annotated[Purpose, Depends(required_purpose)]) -> Look:
    """As `plain_look`, where a purpose must be named (BadPurpose)."""
    return await plain_look(caller, why)


async def purposeful_look(caller: Caller, why: Annotated[Purpose, Depends(required_purpose)]) -> Look:
    """As `look`, where a purpose must be named (BadPurpose)."""
    return _look(caller, why)
