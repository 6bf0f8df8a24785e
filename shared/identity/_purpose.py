"""Why somebody reads about a citizen."""

from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated
from urllib.parse import unquote

from fastapi import Header

from shared.identity._dependencies import Caller


class PurposeCode(StrEnum):
    """The first four are what a caller may name; the last is what a citizen's or relative's own look is kept under."""

    CASEWORK = "sagsbehandling"
    FOLLOW_UP = "opfoelgning"
    SUPERVISION = "tilsyn"
    EMERGENCY = "noedadgang"
    OWN = "egen_indsigt"


@dataclass(frozen=True, slots=True)
class Purpose:
    """`reason` is in words, kept under the citizen's key; only breaking the glass (`EMERGENCY`) has one."""

    code: PurposeCode
    reason: str | None = field(default=None, repr=False)

    @property
    def breaks_the_glass(self) -> bool:
        return self.code is PurposeCode.EMERGENCY


class BadPurpose(Exception):
    """The header is missing, names no purpose, or breaks the glass without a reason. `header` is the one at fault."""

    def __init__(self, header: str, detail: str) -> None:
        super().__init__(header)
        self.header = header
        self.detail = detail


_Purpose = Annotated[str | None, Header(alias="Samspil-Purpose", description="sagsbehandling, opfoelgning, tilsyn …")]
_Reason = Annotated[str | None, Header(alias="Samspil-Reason", description="Begrundelse; kræves ved noedadgang")]
_LONGEST_REASON = 1000


async def purpose(caller: Caller, samspil_purpose: _Purpose = None, samspil_reason: _Reason = None) -> Purpose:
    """The purpose named, or what the role implies: one's own look for a citizen or relative, else casework."""
    if caller.role in ("citizen", "relative"):
        return Purpose(PurposeCode.OWN)
    if samspil_purpose is None:
        return Purpose(PurposeCode.CASEWORK)
    return _read(samspil_purpose, samspil_reason)


async def required_purpose(caller: Caller, samspil_purpose: _Purpose = None, samspil_reason: _Reason = None) -> Purpose:
    """The purpose named. Raises BadPurpose where a professional names none."""
    if caller.role in ("citizen", "relative"):
        return Purpose(PurposeCode.OWN)
    if samspil_purpose is None:
        raise BadPurpose("Samspil-Purpose", "Formålet med opslaget mangler.")
    return _read(samspil_purpose, samspil_reason)


def _read(named: str, reason: str | None) -> Purpose:
    try:
        code = PurposeCode(named)
    except ValueError:
        code = PurposeCode.OWN
    if code is PurposeCode.OWN:
        raise BadPurpose("Samspil-Purpose", "Formålet skal være sagsbehandling, opfoelgning, tilsyn eller noedadgang.")
    if code is not PurposeCode.EMERGENCY:
        return Purpose(code)
    words = _words(reason or "").strip()
    if not words:
        raise BadPurpose("Samspil-Reason", "Nødadgang kræver en begrundelse.")
    if len(words) > _LONGEST_REASON:
        raise BadPurpose("Samspil-Reason", "Begrundelsen er for lang.")
    return Purpose(code, words)


def _words(header: str) -> str:
    """Danish letters come percent-encoded, as browsers must, or as UTF-8, which every server reads as Latin-1."""
    with suppress(UnicodeError):  # it was Latin-1 in earnest
        header = header.encode("latin-1").decode()
    return unquote(header)
